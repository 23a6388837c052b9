package io.gputelemetry.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Some of the places of a segment, one for each interval of bytes: where to begin to hop over
 * headers. A hint that can be rebuilt at any time.
 */
final class SparseIndex {
  private final int intervalBytes;
  private final Place start;
  private final List<Mark> marks = new ArrayList<>();

  private record Mark(Place place, long appendedAtMicros) {}

  SparseIndex(int intervalBytes, Place start) {
    this.intervalBytes = intervalBytes;
    this.start = start;
  }

  /** Notes a batch, if the last noted one is far enough before it. */
  void offer(Place place, long appendedAtMicros) {
    if (marks.isEmpty() || place.position() - marks.getLast().place().position() >= intervalBytes) {
      marks.add(new Mark(place, appendedAtMicros));
    }
  }

  /** A place before the batch that holds this offset. */
  Place beforeOffset(long offset) {
    return last(mark -> mark.place().offset() <= offset);
  }

  /** A place with nothing appended at or after this time before it. */
  Place beforeTime(long micros) {
    return last(mark -> mark.appendedAtMicros() < micros);
  }

  /** A place at or before the batch of this number. */
  Place beforeBatch(long number) {
    return last(mark -> mark.place().number() <= number);
  }

  /** The last place for which this holds, given that it holds for all before. */
  private Place last(Predicate<Mark> condition) {
    int low = 0;
    int high = marks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (condition.test(marks.get(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? start : marks.get(low - 1).place();
  }
}
