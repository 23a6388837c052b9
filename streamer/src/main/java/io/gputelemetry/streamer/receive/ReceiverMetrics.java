package io.gputelemetry.streamer.receive;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;
import java.util.function.IntSupplier;

/** What a receiver counts; what it leaves out is in the drops. */
final class ReceiverMetrics {
  private static final String PREFIX = "gpu_telemetry_receiver_";

  private final Counter samples;
  private final Counter requests;

  ReceiverMetrics(PrometheusRegistry registry, IntSupplier series) {
    samples =
        Counter.builder()
            .name(PREFIX + "samples")
            .help("Samples received by remote write that the queue took.")
            .register(registry);
    requests =
        Counter.builder()
            .name(PREFIX + "requests")
            .help("Remote write requests, by the status of their answers.")
            .labelNames("status")
            .register(registry);
    GaugeWithCallback.builder()
        .name(PREFIX + "series")
        .help("Series whose labels are remembered.")
        .callback(point -> point.call((double) series.getAsInt()))
        .register(registry);
  }

  /** The queue has these samples, whatever becomes of the rest of their request. */
  void taken(long count) {
    samples.inc(count);
  }

  void answered(int status) {
    requests.labelValues(Integer.toString(status)).inc();
  }

  /** By the names under which they are reported to the broker. */
  Map<String, Long> counters() {
    return Map.of("received_samples", samples.getLongValue());
  }
}
