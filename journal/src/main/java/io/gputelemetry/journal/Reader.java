package io.gputelemetry.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads batches from the tail, from what was read before, or from the disk. */
final class Reader {
  private static final int RUNS_MAX = 4;

  private final SegmentList segments;
  private final Tail tail;
  private final Deque<Run> runs = new ArrayDeque<>();

  Reader(SegmentList segments, Tail tail) {
    this.segments = segments;
    this.tail = tail;
  }

  /** The batch that holds this offset, which must be retained. */
  Batch read(long offset) throws IOException {
    Optional<Batch> recent = tail.find(offset);
    if (recent.isPresent()) {
      return recent.get();
    }
    for (Run run : runs) {
      Optional<Batch> known = run.find(offset);
      if (known.isPresent()) {
        return known.get();
      }
    }
    Run run = segments.holding(offset).read(offset);
    if (runs.size() == RUNS_MAX) {
      runs.removeLast();
    }
    runs.addFirst(run);
    return run.find(offset)
        .orElseThrow(() -> new IllegalStateException("BUG: no offset " + offset + " in its run"));
  }

  /** The first offset appended at or after this time, or the end of all. */
  long offsetAt(long micros, long endOffset) throws IOException {
    OptionalLong recent = tail.offsetAt(micros, endOffset);
    return recent.isPresent()
        ? recent.getAsLong()
        : segments.beginningBefore(micros).offsetAt(micros);
  }
}
