package io.gputelemetry.streamer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.runtime.metrics.Metrics;
import io.gputelemetry.streamer.source.csv.CsvFile;
import io.gputelemetry.streamer.source.simulator.Simulator;
import io.gputelemetry.streamer.source.simulator.SimulatorConfig;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class StreamerTest {
  @TempDir private Path directory;
  private final Fixture fixture = new Fixture();

  /** The fake broker, which opens the latch after so many publishes. */
  private record Counting(FakeBroker broker, CountDownLatch latch) implements QueueConnection {
    @Override
    public CompletableFuture<QueueReply> send(QueueRequest request) {
      CompletableFuture<QueueReply> reply = broker.send(request);
      if (request instanceof QueueRequest.Publish) {
        latch.countDown();
      }
      return reply;
    }

    @Override
    public void close() {
      broker.close();
    }
  }

  private Streamer.Environment environment(QueueConnection connection) {
    return new Streamer.Environment(
        "here",
        new MessageQueue(connection, Duration.ofSeconds(5)),
        fixture.clock,
        new Random(1),
        new Metrics(),
        new Drops(fixture.clock::epochMicros));
  }

  @Test
  void streamer_started_publishesUntilItIsClosed() throws InterruptedException {
    CountDownLatch published = new CountDownLatch(20);
    Streamer streamer =
        Streamer.live(
            StreamerConfig.defaults(),
            new Simulator(SimulatorConfig.defaults()),
            environment(new Counting(fixture.broker, published)));
    assertThat(streamer.status().state()).isEqualTo(StreamerStatus.State.CREATED);
    streamer.start();
    published.await();
    assertThat(streamer.status().state()).isEqualTo(StreamerStatus.State.RUNNING);
    assertThat(streamer.status().healthy()).isTrue();
    assertThat(streamer.status().source()).isEqualTo("simulator 4 hosts, 32 GPUs");
    streamer.close();

    assertThat(streamer.status().state()).isEqualTo(StreamerStatus.State.STOPPED);
    assertThat(streamer.status().publishedRows()).isEqualTo(fixture.broker.samples());
    assertThat(fixture.broker.samples()).isGreaterThan(900);
    QueueRequest.Report last = fixture.broker.reports.getLast();
    assertThat(last.problem()).isEqualTo("STOPPED");
    assertThat(last.source()).isEqualTo("simulator 4 hosts, 32 GPUs");
    assertThat(last.counters()).containsEntry("published_rows", fixture.broker.samples());
    assertThat(last.drops()).isEmpty();
    assertThatThrownBy(streamer::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void streamers_closedAndReplaced_shareTheFileExactly() throws InterruptedException {
    CsvFile file = Fixture.file(directory, 40);
    StreamerConfig config = StreamerConfig.defaults().withPasses(4);
    CountDownLatch some = new CountDownLatch(30);
    try (Streamer first =
        Streamer.sharing(config, file, environment(new Counting(fixture.broker, some)))) {
      first.start();
      some.await();
    }
    // How far the first came is a matter of threads; the sum is not.
    try (Streamer second =
        Streamer.sharing(config.withRate(0), file, environment(fixture.broker))) {
      second.start();
      while (second.status().state() != StreamerStatus.State.FINISHED) {
        Thread.onSpinWait();
      }
      assertThat(second.status().healthy()).isTrue();
    }

    assertThat(fixture.broker.samples()).isEqualTo(4 * 3_200);
  }

  @Test
  void queue_unreachable_isReportedAndEndsClosingInTime() {
    fixture.broker.down = true;
    Streamer streamer =
        Streamer.live(
            StreamerConfig.defaults(),
            new Simulator(SimulatorConfig.defaults()),
            environment(fixture.broker));
    streamer.start();
    while (streamer.status().state() != StreamerStatus.State.RETRYING) {
      Thread.onSpinWait();
    }
    assertThat(streamer.status().healthy()).isFalse();
    assertThat(streamer.status().problem()).contains("connection lost");
    streamer.close();

    assertThat(fixture.broker.samples()).isZero();
  }

  @Test
  void bug_inTheQueue_stopsTheStreamerAndIsReported() {
    QueueConnection broken =
        new QueueConnection() {
          @Override
          public CompletableFuture<QueueReply> send(QueueRequest request) {
            return CompletableFuture.completedFuture(new QueueReply.Acked(1));
          }

          @Override
          public void close() {}
        };
    Streamer streamer =
        Streamer.sharing(
            StreamerConfig.defaults(), Fixture.file(directory, 1), environment(broken));
    streamer.start();
    while (streamer.status().state() != StreamerStatus.State.FAILED) {
      Thread.onSpinWait();
    }
    assertThat(streamer.status().problem())
        .hasValueSatisfying(what -> assertThat(what).contains("BUG"));
    streamer.close();
  }

  @Test
  void interrupt_whileClosing_givesUp() throws InterruptedException {
    fixture.broker.down = true;
    Streamer streamer =
        Streamer.live(
            StreamerConfig.defaults(),
            new Simulator(SimulatorConfig.defaults()),
            environment(fixture.broker));
    streamer.start();
    Thread closer =
        Thread.ofPlatform()
            .start(() -> {
              Thread.currentThread().interrupt();
              streamer.close();
            });
    closer.join();

    assertThat(streamer.status().state()).isEqualTo(StreamerStatus.State.STOPPED);
  }

  @Test
  void metrics_tellWhatBecameOfEveryRow() throws IOException {
    Path path =
        Files.writeString(
            directory.resolve("bad.csv"),
            "metric_name,uuid,value\nM,GPU-1,1\nM,GPU-1,x\nM,,1\nM,GPU-1,2147483632\nM,G\n");
    CsvFile file = CsvFile.load(path, MetricCatalogue.load());
    Streamer.Environment environment = fixture.environment();
    Streamer streamer =
        Streamer.sharing(StreamerConfig.defaults().withRate(0).withPasses(2), file, environment);
    fixture.run(Fixture.only(streamer), 10);

    Map<String, Double> counted = counters(environment.metrics());
    assertThat(counted)
        .containsEntry("gpu_telemetry_streamer_published_rows", 2.0)
        .containsEntry("gpu_telemetry_streamer_published_batches", 2.0)
        .containsEntry("gpu_telemetry_streamer_dropped{reason=bad_row_number}", 1.0)
        .containsEntry("gpu_telemetry_streamer_dropped{reason=bad_row_uuid}", 1.0)
        .containsEntry("gpu_telemetry_streamer_dropped{reason=bad_row_field_count}", 1.0)
        .containsEntry("gpu_telemetry_streamer_dropped{reason=no_value_blank}", 1.0);
  }

  @Test
  void rows_givenUpAtTheEnd_areReportedWithTheTime() {
    fixture.broker.down = true;
    Streamer streamer =
        Streamer.live(
            StreamerConfig.defaults(),
            new Simulator(SimulatorConfig.defaults()),
            fixture.environment());
    fixture.runMillis(streamer, 1_000);
    long waiting = streamer.status().waitingRows();
    streamer.close();

    assertThat(waiting).isPositive();
    long now = fixture.clock.epochMicros();
    assertThat(streamer.report().drops())
        .containsExactly(new Drop("unpublished", waiting, now, now));
  }

  private static Map<String, Double> counters(Metrics metrics) {
    return metrics.registry().scrape().stream()
        .filter(CounterSnapshot.class::isInstance)
        .map(CounterSnapshot.class::cast)
        .flatMap(counter ->
            counter.getDataPoints().stream()
                .map(point ->
                    Map.entry(counter.getMetadata().getName() + labels(point), point.getValue())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Double::sum));
  }

  private static String labels(CounterSnapshot.CounterDataPointSnapshot point) {
    return point.getLabels().isEmpty()
        ? ""
        : point.getLabels().stream()
            .map(label -> label.getName() + "=" + label.getValue())
            .collect(Collectors.joining(",", "{", "}"));
  }
}
