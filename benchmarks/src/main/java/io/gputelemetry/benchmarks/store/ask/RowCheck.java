package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.Row;
import io.gputelemetry.store.StoredSample;
import java.util.List;

/** Compares rows one by one. */
public final class RowCheck {
  private RowCheck() {}

  public static void require(String what, List<Row> expected, List<StoredSample> found) {
    for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
      if (!isSame(expected.get(i), found.get(i))) {
        throw new WrongAnswerException(
            "%s: row %d should be %s and is %s".formatted(what, i, expected.get(i), found.get(i)));
      }
    }
    WrongAnswerException.requireEqual(what + ", rows", expected.size(), found.size());
  }

  static boolean isSame(Row expected, StoredSample found) {
    return found.eventTimeMicros() == expected.eventTime()
        && found.sourceTimeMicros().isPresent()
        && found.sourceTimeMicros().getAsLong() == expected.sourceTime()
        && Double.doubleToRawLongBits(found.value()) == Double.doubleToRawLongBits(expected.value())
        && found.identity().equals(expected.identity());
  }
}
