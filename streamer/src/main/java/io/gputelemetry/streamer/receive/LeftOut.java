package io.gputelemetry.streamer.receive;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.telemetry.Absence;
import io.gputelemetry.telemetry.ImpossibleTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What of one request is left out, by reason. Counted when the request is answered well, so that
 * one that is sent again counts once.
 */
final class LeftOut {
  private static final String NO_VALUE = "no_value_";
  private static final String HISTOGRAM = "histogram";
  private static final String EXEMPLAR = "exemplar";

  private final Map<String, Long> counts = new LinkedHashMap<>();

  void series(String reason) {
    add(reason, 1);
  }

  void time(ImpossibleTime reason) {
    add(reason.label(), 1);
  }

  void absent(Absence reason) {
    add(NO_VALUE + reason.label(), 1);
  }

  void histograms(long count) {
    add(HISTOGRAM, count);
  }

  void exemplars(long count) {
    add(EXEMPLAR, count);
  }

  private void add(String reason, long count) {
    counts.merge(reason, count, Long::sum);
  }

  void countTo(Drops drops) {
    counts.forEach(drops::add);
  }
}
