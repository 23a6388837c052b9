package io.gputelemetry.runtime.metrics;

import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Reply;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The metrics of one process: a registry that is handed to whoever counts, and the {@code /metrics}
 * path. The JVM's own metrics are in it.
 */
public final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  /** The metrics of a process that need not say which one it is, as in tests. */
  public Metrics() {
    this("", "");
  }

  /**
   * The metrics of a process, with {@code gpu_telemetry_build_info} saying which one it is.
   *
   * @param version of the build
   * @param role for example {@code broker}
   */
  public Metrics(String version, String role) {
    JvmMetrics.builder().register(registry);
    Info build =
        Info.builder()
            .name("gpu_telemetry_build_info")
            .help("Which build this process runs, and as what; always 1.")
            .labelNames("version", "role", "java")
            .register(registry);
    build.setLabelValues(version, role, Runtime.version().toString());
  }

  /** Where counters and gauges register; names begin with {@code gpu_telemetry_}. */
  public PrometheusRegistry registry() {
    return registry;
  }

  /** {@code GET /metrics}, in the Prometheus text format. */
  public Operation operation() {
    PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    Reply.Body body = out -> writer.write(out, registry.scrape());
    return Operation.get("/metrics", "metrics", "Metrics of this process for Prometheus")
        .tag("health")
        .bytes(writer.getContentType(), request -> body);
  }
}
