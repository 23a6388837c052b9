package io.gputelemetry.telemetry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The DCGM fields that are known: field id, classic name, name since DCGM 4.6, unit and kind.
 * Immutable. Sources give a metric either name; everything here uses the classic one.
 */
public final class MetricCatalogue {
  private static final String RESOURCE = "metrics.csv";
  private static final int COLUMNS = 5;
  private static final String OPEN_METRICS_COUNTER = "_total";

  private final List<Metric> metrics;
  private final Map<String, Metric> byName = new HashMap<>();
  private final Map<Integer, Metric> byFieldId = new HashMap<>();

  private MetricCatalogue(List<Metric> metrics) {
    this.metrics = List.copyOf(metrics);
    for (Metric metric : metrics) {
      byName.put(metric.newName(), metric);
      byFieldId.put(metric.fieldId(), metric);
    }
    // A classic name wins over a new name of another field.
    metrics.forEach(metric -> byName.put(metric.name(), metric));
  }

  /** The catalogue that comes with this library. */
  public static MetricCatalogue load() {
    try (InputStream resource =
        Objects.requireNonNull(
            MetricCatalogue.class.getResourceAsStream(RESOURCE), "BUG: no " + RESOURCE)) {
      return new MetricCatalogue(parse(resource));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Metric> parse(InputStream resource) throws IOException {
    List<Metric> metrics = new ArrayList<>();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8));
    for (String line : lines.readAllLines()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        metrics.add(metric(line));
      }
    }
    return metrics;
  }

  private static Metric metric(String line) {
    String[] columns = line.split(",", COLUMNS);
    String name = columns[1];
    return new Metric(
        Integer.parseInt(columns[0]),
        name,
        columns[2].isEmpty() ? name : columns[2],
        columns[3],
        Metric.Kind.valueOf(columns[4].toUpperCase(Locale.ROOT)));
  }

  /** All of them, by field id. */
  public List<Metric> metrics() {
    return metrics;
  }

  /**
   * The metric with this classic or new name, or with the {@code _total} that OpenMetrics puts
   * behind a counter's.
   */
  public Optional<Metric> byName(String name) {
    Metric known = byName.get(name);
    if (known == null && name.endsWith(OPEN_METRICS_COUNTER)) {
      int end = name.length() - OPEN_METRICS_COUNTER.length();
      return Optional.ofNullable(byName.get(name.substring(0, end)));
    }
    return Optional.ofNullable(known);
  }

  /** The metric with DCGM's number. */
  public Optional<Metric> byFieldId(int fieldId) {
    return Optional.ofNullable(byFieldId.get(fieldId));
  }

  /** The classic name of a metric given by either name; an unknown name stays as it is. */
  public String canonicalName(String name) {
    return byName(name).map(Metric::name).orElse(name);
  }

  /** The unit of a metric given by either name; empty if it has none or is not known. */
  public String unit(String name) {
    return byName(name).map(Metric::unit).orElse("");
  }
}
