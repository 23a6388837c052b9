package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.Field;
import io.gputelemetry.benchmarks.store.fleet.Model;
import io.gputelemetry.benchmarks.store.fleet.Row;
import io.gputelemetry.benchmarks.store.fleet.Window;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoredSample;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  /** All rows of a GPU in a window, of the steps before this one, read back from a store. */
  public static void requireAll(
      SampleStore store, Model model, int gpu, Window window, int endStep, String when) {
    ScanQuery query =
        new ScanQuery(
            model.fleet().uuid(gpu),
            Set.of(),
            window.from(),
            window.to(),
            ScanQuery.Order.ASC,
            Optional.empty(),
            Integer.MAX_VALUE);
    List<StoredSample> found = new ArrayList<>();
    store.scan(query, found::add);
    List<Row> expected = model.rows(gpu, EnumSet.allOf(Field.class), window, endStep);
    require("GPU " + gpu + " " + when, expected, found);
  }

  static boolean isSame(Row expected, StoredSample found) {
    return found.eventTimeMicros() == expected.eventTime()
        && found.sourceTimeMicros().isPresent()
        && found.sourceTimeMicros().getAsLong() == expected.sourceTime()
        && Double.doubleToRawLongBits(found.value()) == Double.doubleToRawLongBits(expected.value())
        && found.identity().equals(expected.identity());
  }
}
