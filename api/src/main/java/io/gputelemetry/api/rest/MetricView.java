package io.gputelemetry.api.rest;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.telemetry.Metric;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

@Json(naming = Json.Naming.LowerUnderscore)
@Doc("A metric.")
record MetricView(
    @Doc(value = "The classic DCGM name.", example = "DCGM_FI_DEV_POWER_USAGE") String name,
    @Doc(value = "The unit; empty if it has none or is not known.", example = "W") String unit,
    @Doc(
            value = "How values develop, gauge or counter; null if it is not known.",
            example = "gauge")
        @Nullable String kind,
    @Doc(value = "DCGM's number of the field; null if it is not known.", example = "155")
        @Nullable Integer fieldId) {

  static MetricView of(String name, Optional<Metric> known) {
    if (known.isEmpty()) {
      return new MetricView(name, "", null, null);
    }
    Metric metric = known.get();
    String kind = metric.kind().name().toLowerCase(Locale.ROOT);
    return new MetricView(name, metric.unit(), kind, metric.fieldId());
  }
}
