package io.gputelemetry.journal;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** Consecutive batches in memory. What it hands out are views: the bytes never change. */
final class Run {
  private static final int FIRST_SIZE = 16;
  private long[] offsets = new long[FIRST_SIZE];
  private BatchHeader[] batches = new BatchHeader[FIRST_SIZE];
  private int size;
  private long endOffset;

  /** Adds the batch behind the last one; control batches are left out. */
  void add(BatchHeader batch) {
    if (batch.count() == 0) {
      return;
    }
    if (size == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * size);
      batches = Arrays.copyOf(batches, 2 * size);
    }
    offsets[size] = batch.baseOffset();
    batches[size] = batch;
    size++;
    endOffset = batch.baseOffset() + batch.count();
  }

  /** The batch that holds this offset. */
  Optional<Batch> find(long offset) {
    if (size == 0 || offset < offsets[0] || offset >= endOffset) {
      return Optional.empty();
    }
    int index = Arrays.binarySearch(offsets, 0, size, offset);
    return Optional.of(batches[index >= 0 ? index : -index - 2].batch());
  }

  /** The first offset appended at or after this time. */
  OptionalLong offsetAt(long micros) {
    for (int index = 0; index < size; index++) {
      if (batches[index].appendedAtMicros() >= micros) {
        return OptionalLong.of(offsets[index]);
      }
    }
    return OptionalLong.empty();
  }

  /** Whether something in it was appended before this time. */
  boolean beginsBefore(long micros) {
    return size > 0 && batches[0].appendedAtMicros() < micros;
  }
}
