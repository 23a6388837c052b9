package io.gputelemetry.streamer.source;

import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.Map;

/**
 * What a metric name with labels stands for, as exporters, scrapers and remote writers send them.
 *
 * <p>The GPU and the attribution come from labels under the names that exporters in use give them,
 * each also as {@code exported_<name>}, which a scraper writes when its own label of that name won;
 * that form is preferred. Labels that tell values of one metric apart become part of the series
 * ({@link io.gputelemetry.telemetry.LabelText}). All labels that say something else than these
 * columns stay as the attribution's text, in the order of their names.
 */
public sealed interface LabelledSeries {
  /** Labels a series may have. */
  int LABELS_MAX = 64;

  /** Bytes of UTF-8 of the metric's name, and of each label's name and value. */
  int TEXT_BYTES_MAX = 4_096;

  /** A series of a GPU. The metric has its classic name. */
  record Known(SeriesIdentity identity) implements LabelledSeries {}

  /**
   * Not one.
   *
   * @param reason for counters, of {@code [a-z0-9_]}: {@code not_gpu} (no label with a uuid),
   *     {@code no_name}, {@code too_many_labels}, {@code label_too_long}, {@code label_name}
   */
  record Unusable(String reason) implements LabelledSeries {}

  /**
   * An exporter's labels, and with them those that a scraper knows about the exporter: what the
   * exporter says wins, as with Prometheus' {@code honor_labels}, and so it does for a column that
   * it writes under another name. The scraper's pod, namespace and container are the exporter's own
   * and nobody's work: they become {@code exporter_pod} and so on.
   */
  static Map<String, String> honoured(Map<String, String> own, Map<String, String> added) {
    return LabelColumn.honoured(own, added);
  }

  /**
   * Finds the series. Labels without a value count as not there; those that begin with {@code __}
   * are a scraper's own and are left out.
   */
  static LabelledSeries of(String name, Map<String, String> labels, MetricCatalogue catalogue) {
    return new LabelReader(catalogue).read(name, labels);
  }
}
