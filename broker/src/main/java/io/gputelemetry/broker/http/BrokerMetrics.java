package io.gputelemetry.broker.http;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.SequenceState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The broker's figures for Prometheus, taken at each scrape. If the broker does not answer, {@code
 * gpu_telemetry_queue_up} is 0 and the others are missing.
 */
final class BrokerMetrics implements MultiCollector {
  private static final String PREFIX = "gpu_telemetry_queue_";

  /** A figure of some thing, and how it is shown. */
  private record Figure<T>(String name, String help, ToDoubleFunction<T> value) {}

  /** A thing with its labels. */
  private record Labelled<T>(Labels labels, T state) {}

  private static final List<Figure<TopicState>> TOPIC_COUNTERS =
      List.of(
          new Figure<>("messages_published", "Messages ever published.", TopicState::endOffset),
          new Figure<>(
              "samples_published", "Samples in these messages.", TopicState::samplesPublished),
          new Figure<>(
              "duplicates_refused",
              "Batches recognised as repeats.",
              TopicState::duplicatesRefused));

  private static final List<Figure<TopicState>> TOPIC_GAUGES =
      List.of(
          new Figure<>("first_offset", "Oldest offset that is kept.", TopicState::firstOffset),
          new Figure<>("end_offset", "Offset of the next message.", TopicState::endOffset),
          new Figure<>("log_bytes", "Bytes of the log on disk.", TopicState::bytes),
          new Figure<>("producers", "Producers that are remembered.", TopicState::producers),
          new Figure<>(
              "samples_per_second",
              "Samples published a second, over the last 10 s.",
              TopicState::samplesPerSecond));

  private static final List<Figure<GroupState>> GROUP_COUNTERS =
      List.of(
          new Figure<>("group_acked", "Messages acked.", GroupState::acked),
          new Figure<>(
              "group_redelivered", "Deliveries beyond the first.", GroupState::redelivered),
          new Figure<>("group_leases_expired", "Leases whose time ran out.", GroupState::expired));

  private static final List<Figure<GroupState>> GROUP_GAUGES =
      List.of(
          new Figure<>(
              "group_committed_offset", "Everything below is acked.", GroupState::committed),
          new Figure<>("group_in_flight", "Messages leased now.", GroupState::inFlight),
          new Figure<>("group_lag", "Messages that are not acked.", GroupState::lag),
          new Figure<>(
              "group_lag_seconds",
              "Age of the oldest message that is not acked.",
              GroupState::lagSeconds));

  private static final List<Figure<SequenceState>> SEQUENCE_COUNTERS =
      List.of(
          new Figure<>("sequence_ranges", "Ranges published.", SequenceState::completedRanges),
          new Figure<>("sequence_rows", "Rows published.", SequenceState::completedRows));

  private static final List<Figure<SequenceState>> SEQUENCE_GAUGES =
      List.of(
          new Figure<>("sequence_pass", "Pass of the newest range, from 0.", SequenceState::pass),
          new Figure<>(
              "sequence_outstanding",
              "Ranges handed out and not published.",
              SequenceState::outstanding));

  private final Broker broker;
  private final Inspector inspector;

  BrokerMetrics(Broker broker, Inspector inspector) {
    this.broker = broker;
    this.inspector = inspector;
  }

  @Override
  public MetricSnapshots collect() {
    MetricSnapshots.Builder out = MetricSnapshots.builder();
    Optional<List<TopicState>> topics = inspector.topics();
    gauge(out, "up", "Whether the broker answers.", topics.isPresent() ? 1 : 0);
    gauge(
        out,
        "connections",
        "Clients connected, those in this process included.",
        broker.sessions().size());
    out.metricSnapshot(
        CounterSnapshot.builder()
            .name(PREFIX + "producers_forgotten")
            .help("Producers forgotten because there were too many.")
            .dataPoint(counterPoint(Labels.EMPTY, (double) broker.producersForgotten()))
            .build());
    out.metricSnapshot(syncs());
    topics.ifPresent(states -> collect(out, states));
    return out.build();
  }

  private CounterSnapshot syncs() {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name(PREFIX + "log_syncs")
            .help("Times the log of a topic was made durable.");
    broker
        .syncs()
        .forEach((topic, syncs) ->
            counter.dataPoint(counterPoint(Labels.of("topic", topic), (double) syncs)));
    return counter.build();
  }

  private static void collect(MetricSnapshots.Builder out, List<TopicState> states) {
    List<Labelled<TopicState>> topics =
        states.stream().map(s -> new Labelled<>(Labels.of("topic", s.topic()), s)).toList();
    counters(out, TOPIC_COUNTERS, topics);
    gauges(out, TOPIC_GAUGES, topics);
    List<Labelled<GroupState>> groups =
        topics.stream()
            .flatMap(topic ->
                topic.state().groups().stream()
                    .map(g -> new Labelled<>(topic.labels().add("group", g.group()), g)))
            .toList();
    counters(out, GROUP_COUNTERS, groups);
    gauges(out, GROUP_GAUGES, groups);
    List<Labelled<SequenceState>> sequences =
        topics.stream()
            .flatMap(topic ->
                topic.state().sequences().stream()
                    .map(s -> new Labelled<>(topic.labels().add("sequence", s.sequence()), s)))
            .toList();
    counters(out, SEQUENCE_COUNTERS, sequences);
    gauges(out, SEQUENCE_GAUGES, sequences);
  }

  private static <T> void counters(
      MetricSnapshots.Builder out, List<Figure<T>> figures, List<Labelled<T>> things) {
    for (Figure<T> figure : figures) {
      CounterSnapshot.Builder counter =
          CounterSnapshot.builder().name(PREFIX + figure.name()).help(figure.help());
      for (Labelled<T> thing : things) {
        double value = figure.value().applyAsDouble(thing.state());
        counter.dataPoint(counterPoint(thing.labels(), value));
      }
      out.metricSnapshot(counter.build());
    }
  }

  private static <T> void gauges(
      MetricSnapshots.Builder out, List<Figure<T>> figures, List<Labelled<T>> things) {
    for (Figure<T> figure : figures) {
      GaugeSnapshot.Builder gauge =
          GaugeSnapshot.builder().name(PREFIX + figure.name()).help(figure.help());
      for (Labelled<T> thing : things) {
        double value = figure.value().applyAsDouble(thing.state());
        gauge.dataPoint(
            GaugeDataPointSnapshot.builder().labels(thing.labels()).value(value).build());
      }
      out.metricSnapshot(gauge.build());
    }
  }

  private static CounterDataPointSnapshot counterPoint(Labels labels, double value) {
    return CounterDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static void gauge(MetricSnapshots.Builder out, String name, String help, double value) {
    out.metricSnapshot(
        GaugeSnapshot.builder()
            .name(PREFIX + name)
            .help(help)
            .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
            .build());
  }
}
