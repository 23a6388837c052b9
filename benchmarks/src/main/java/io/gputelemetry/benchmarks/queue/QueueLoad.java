package io.gputelemetry.benchmarks.queue;

import io.gputelemetry.benchmarks.PipelineLoad;
import io.gputelemetry.benchmarks.RunningPipeline;
import io.gputelemetry.benchmarks.RunningRole;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.TopicSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The broker as a process of its own, started as a user starts it, under the public client in this
 * one; and the relay in the same run. Arguments: the cases to run, by the beginnings of their
 * names; all unless given.
 */
final class QueueLoad implements AutoCloseable {
  private static final int WARM_RUNS = 4;
  private static final int RUNS = 3;
  private static final int SMALL = 400;
  private static final int LARGE = 16 << 10;
  private static final int SMALL_EACH = 2_000_000;
  private static final int LARGE_EACH = 60_000;

  private static final int ALONE = 2_000;
  private static final int RECOVERY_GIBIBYTES = 10;

  private final List<String> wanted;
  private final Path directory;
  private final RunningRole broker;
  private final int port = RunningPipeline.freePort();
  private int topics;
  private double relay;

  private QueueLoad(List<String> wanted, Path directory) throws IOException, InterruptedException {
    this.wanted = wanted;
    this.directory = directory;
    int http = RunningPipeline.freePort();
    this.broker =
        RunningRole.start(
            directory,
            "broker",
            http,
            Map.of(
                "DATA_DIR", directory.resolve("queue").toString(),
                "TCP_ADDR", "127.0.0.1:" + port,
                "HTTP_ADDR", "127.0.0.1:" + http));
    System.out.printf("broker ready after %d ms%n", broker.awaitReady());
    System.out.printf("broker resident %d MB%n", broker.residentMegabytes());
  }

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory(Path.of("").toAbsolutePath(), "bench-queue");
    try (QueueLoad load = new QueueLoad(List.of(arguments), directory)) {
      load.run();
    } finally {
      PipelineLoad.remove(directory);
    }
  }

  private void run() throws Exception {
    for (Durability durability : List.of(Durability.WRITTEN, Durability.SYNCED)) {
      for (int body : List.of(SMALL, LARGE)) {
        int each = body == SMALL ? SMALL_EACH : LARGE_EACH;
        relay = 0;
        relay(durability, body, each);
        throughput(durability, new QueueRun.Shape(1, 1, body, each));
        throughput(durability, new QueueRun.Shape(4, 4, body, each / 4));
      }
    }
    backlog(new QueueRun.Shape(1, 1, SMALL, SMALL_EACH));
    for (Durability durability : List.of(Durability.WRITTEN, Durability.SYNCED)) {
      latency(durability, 1_000, 20_000);
      latency(durability, 10_000, 100_000);
    }
    if (isWanted("syncs")) {
      for (Durability durability : List.of(Durability.WRITTEN, Durability.SYNCED)) {
        syncs(durability);
      }
    }
    System.out.printf("broker resident %d MB%n", broker.residentMegabytes());
    if (isWanted("recovery")) {
      new Recovery(directory, RECOVERY_GIBIBYTES).run();
    }
  }

  private void relay(Durability durability, int body, int messages) throws Exception {
    String name = name("relay", durability) + " " + body + " B";
    if (isWanted(name)) {
      boolean synced = durability == Durability.SYNCED;
      try (RelayLoad load = new RelayLoad(directory.resolve("relay"), synced)) {
        relay = print(name, () -> load.run(messages, body));
      }
    }
  }

  private void throughput(Durability durability, QueueRun.Shape shape) throws Exception {
    String name =
        "%s %d B %d->%d"
            .formatted(
                name("queue", durability),
                shape.bodyBytes(),
                shape.publishers(),
                shape.consumers());
    if (isWanted(name)) {
      print(
          name,
          () -> {
            QueueRun run = newRun(durability, shape);
            Figures figures = run.throughput();
            run.delete();
            return figures;
          });
    }
  }

  private void backlog(QueueRun.Shape shape) throws Exception {
    String name = "backlog written " + shape.bodyBytes() + " B";
    if (isWanted(name)) {
      relay = 0;
      print(
          name,
          () -> {
            QueueRun run = newRun(Durability.WRITTEN, shape);
            Figures figures = run.backlog();
            run.delete();
            return figures;
          });
    }
  }

  private void latency(Durability durability, int perSecond, int messages) throws Exception {
    String name = name("latency", durability) + " " + perSecond + "/s";
    if (isWanted(name)) {
      for (int i = 0; i < RUNS; i++) {
        QueueRun run = newRun(durability, new QueueRun.Shape(1, 1, SMALL, messages));
        System.out.println(
            Latency.line(name, new Latency(port, run.topic(), perSecond, messages).run()));
        run.delete();
      }
    }
  }

  /** Messages one after the other, so that each acknowledgement needs a sync of its own. */
  private void syncs(Durability durability) throws IOException, InterruptedException {
    QueueRun run = newRun(durability, new QueueRun.Shape(1, 1, SMALL, ALONE));
    run.publishOneByOne();
    String series = "gpu_telemetry_queue_log_syncs_total{topic=\"" + run.topic() + "\"}";
    System.out.printf(
        "%-34s %,d acknowledged one by one, %,.0f syncs%n",
        name("syncs", durability), ALONE, broker.metric(series));
    run.delete();
  }

  private QueueRun newRun(Durability durability, QueueRun.Shape shape) {
    String topic = "load-" + topics++;
    TopicSettings settings =
        new TopicSettings(Optional.of(durability), 0, Duration.ZERO, Duration.ZERO, 0);
    try (MessageQueue queue = new MessageQueue(QueueRun.connect(port), Duration.ofSeconds(30))) {
      var _ = queue.administer(new AdminRequest.CreateTopic(topic, settings));
    }
    return new QueueRun(broker.process(), port, topic, shape);
  }

  /** One measurement. */
  private interface Measurement {
    Figures run() throws Exception;
  }

  /** Runs it several times; the median, in messages a second. */
  private double print(String name, Measurement measurement) throws Exception {
    List<Figures> runs = new ArrayList<>();
    for (int i = 0; i < WARM_RUNS + RUNS; i++) {
      Figures figures = measurement.run();
      if (i >= WARM_RUNS) {
        runs.add(figures);
      }
    }
    System.out.println(Figures.line(name, runs, relay));
    return Figures.median(runs, Figures::perSecond);
  }

  private boolean isWanted(String name) {
    return wanted.isEmpty() || wanted.stream().anyMatch(name::startsWith);
  }

  private static String name(String what, Durability durability) {
    return what + " " + durability.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public void close() {
    broker.close();
  }
}
