package io.gputelemetry.broker.ledger;

import io.gputelemetry.journal.OffsetSet;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Which batch numbers of one publisher are in the log, and at which offsets the last {@value
 * #REMEMBERED} of them begin. A repeat is recognised for ever, its place only while it is among
 * those.
 */
public final class AppendedBatches {
  /** How many places are remembered. */
  public static final int REMEMBERED = 64;

  /** Ranges of numbers with holes between them that one publisher may leave. */
  static final int HOLES_MAX = 1_000;

  private static final int FIRST_CAPACITY = 4;

  private final OffsetSet numbers;
  // Pairs of number and offset: a ring once it has its full size, `next` is the oldest pair then.
  private long[] places;
  private int size;
  private int next;

  AppendedBatches() {
    this(new OffsetSet(0), new long[2 * FIRST_CAPACITY], 0);
  }

  private AppendedBatches(OffsetSet numbers, long[] places, int size) {
    this.numbers = numbers;
    this.places = places;
    this.size = size;
    this.next = size % REMEMBERED;
  }

  /** Whether the batch is in the log. */
  public boolean contains(long number) {
    return numbers.contains(number);
  }

  /** Where the batch begins, or -1 if that is too long ago. */
  public long offsetOf(long number) {
    for (int i = 0; i < size; i++) {
      if (places[2 * i] == number) {
        return places[2 * i + 1];
      }
    }
    return -1;
  }

  /** Whether the number leaves more holes than are kept account of. */
  public boolean isTooScattered(long number) {
    return number != numbers.watermark()
        && numbers.countAbove() >= HOLES_MAX
        && numbers.ranges().size() >= HOLES_MAX;
  }

  /** How many batches there are, holes not counted. */
  public long count() {
    return numbers.watermark() + numbers.countAbove();
  }

  /** The batch is in the log, at this offset; false if it was already. */
  boolean add(long number, long offset) {
    if (numbers.add(number, number + 1) == 0) {
      return false;
    }
    if (size < REMEMBERED && 2 * size == places.length) {
      places = Arrays.copyOf(places, 2 * places.length);
    }
    places[2 * next] = number;
    places[2 * next + 1] = offset;
    next = (next + 1) % REMEMBERED;
    size = Math.min(size + 1, REMEMBERED);
    return true;
  }

  void encode(StateWriter out) {
    out.offsets(numbers);
    out.number(size);
    int oldest = size < REMEMBERED ? 0 : next;
    for (int i = 0; i < size; i++) {
      int at = (oldest + i) % REMEMBERED;
      out.number(places[2 * at]).number(places[2 * at + 1]);
    }
  }

  static AppendedBatches decode(ByteBuffer source) {
    OffsetSet numbers = OffsetSet.decode(source);
    int size = StateFormat.count(source, REMEMBERED);
    int capacity = FIRST_CAPACITY;
    while (capacity < size) {
      capacity *= 2;
    }
    long[] places = new long[2 * capacity];
    for (int i = 0; i < 2 * size; i++) {
      places[i] = StateFormat.number(source);
    }
    return new AppendedBatches(numbers, places, size);
  }
}
