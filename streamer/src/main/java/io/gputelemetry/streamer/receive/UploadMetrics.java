package io.gputelemetry.streamer.receive;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;

/** What uploads count; what they leave out is in the drops. Any thread may call. */
public final class UploadMetrics {
  private static final String PREFIX = "gpu_telemetry_receiver_upload";

  private final Counter samples;
  private final Counter repeated;
  private final Counter uploads;

  /** Registers them; one process has them once. */
  public UploadMetrics(PrometheusRegistry registry) {
    samples =
        Counter.builder()
            .name(PREFIX + "ed_samples")
            .help("Samples of uploaded files that the queue took.")
            .register(registry);
    repeated =
        Counter.builder()
            .name(PREFIX + "_repeated_samples")
            .help("Samples of uploaded files that the queue had already.")
            .register(registry);
    uploads =
        Counter.builder()
            .name(PREFIX + "s")
            .help("Uploads that ended, by the status of their answers.")
            .labelNames("status")
            .register(registry);
  }

  /** The queue has these samples. */
  void taken(int count, boolean again) {
    (again ? repeated : samples).inc(count);
  }

  void ended(int status) {
    uploads.labelValues(Integer.toString(status)).inc();
  }

  /** By the names under which they are reported to the broker. */
  Map<String, Long> counters() {
    return Map.of("uploaded_samples", samples.getLongValue());
  }
}
