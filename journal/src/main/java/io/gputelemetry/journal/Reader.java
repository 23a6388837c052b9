package io.gputelemetry.journal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads batches from the tail, from what was read before, or from the disk. */
final class Reader {
  private static final int RUNS_MAX = 4;

  // Below this a copy costs less than a call to the system.
  private static final int SENT_BYTES_MIN = 32 << 10;

  private final SegmentList segments;
  private final Tail tail;
  private final Deque<Run> runs = new ArrayDeque<>();

  Reader(SegmentList segments, Tail tail) {
    this.segments = segments;
    this.tail = tail;
  }

  /** The batch that holds this offset, which must be retained. */
  Batch read(long offset) throws IOException {
    Optional<Tail.Recent> recent = tail.find(offset);
    if (recent.isPresent()) {
      return withPlace(recent.get());
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

  /** A large batch that was just written lies in the system's cache and can be sent from there. */
  private Batch withPlace(Tail.Recent recent) throws IOException {
    Batch batch = recent.batch();
    return batch.body().remaining() >= SENT_BYTES_MIN && tail.isWritten(recent)
        ? batch.storedIn(segments.file(recent.file()), recent.position())
        : batch;
  }

  /** The first offset appended at or after this time, or the end of all. */
  long offsetAt(long micros, long endOffset) throws IOException {
    OptionalLong recent = tail.offsetAt(micros, endOffset);
    return recent.isPresent()
        ? recent.getAsLong()
        : segments.beginningBefore(micros).offsetAt(micros);
  }
}
