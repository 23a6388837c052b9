package io.gputelemetry.benchmarks;

import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The five roles as processes of their own, started as a user starts them: how long each takes to
 * be ready, what it holds in memory, how long a published sample takes to be visible in the API,
 * and the samples a second from one shared file to queryable, every publish synced. The argument is
 * the number of millions of samples, 10 unless given.
 */
final class RolesLoad implements AutoCloseable {
  private static final int PROBES = 500;
  private static final int SETTLE_SECONDS = 5;
  private static final String PROBE_RATE = "10000";
  private static final int ROWS = 31 * 8 * 10;

  private final Path directory;
  private final Map<String, RunningRole> roles = new LinkedHashMap<>();
  private final int tcp = RunningPipeline.freePort();
  private final int store = RunningPipeline.freePort();
  private final int api = RunningPipeline.freePort();

  private RolesLoad(Path directory) throws IOException {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    long millions = arguments.length > 0 ? Long.parseLong(arguments[0]) : 10;
    Path directory = Files.createTempDirectory("roles-load");
    try (RolesLoad load = new RolesLoad(directory)) {
      load.start();
      load.visible();
      load.throughput(millions * 1_000_000);
    } finally {
      PipelineLoad.remove(directory);
    }
  }

  /**
   * One role after the other, each waited for; an idle streamer's rate is that of a default one.
   */
  private void start() throws IOException, InterruptedException {
    String queueUrl = "tcp://127.0.0.1:" + tcp;
    String storeUrl = "tcp://127.0.0.1:" + store;
    int http = RunningPipeline.freePort();
    int metrics = RunningPipeline.freePort();
    start(
        "broker",
        http,
        Map.of(
            "DATA_DIR",
            directory.resolve("queue").toString(),
            "TCP_ADDR",
            "127.0.0.1:" + tcp,
            "HTTP_ADDR",
            "127.0.0.1:" + http,
            "MAX_LOG_BYTES",
            "2GiB"));
    start(
        "store",
        metrics,
        Map.of(
            "DATA_DIR", directory.resolve("store").toString(),
            "STORE_ADDR", "127.0.0.1:" + store,
            "METRICS_ADDR", "127.0.0.1:" + metrics));
    int collector = RunningPipeline.freePort();
    start(
        "collector",
        collector,
        Map.of(
            "MQ_URL", queueUrl,
            "STORE_URL", storeUrl,
            "METRICS_ADDR", "127.0.0.1:" + collector));
    start(
        "api",
        api,
        Map.of("MQ_URL", queueUrl, "STORE_URL", storeUrl, "PORT", Integer.toString(api)));
    stream(Map.of("RATE", PROBE_RATE, "STREAM_MODE", "independent"));
    TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
    for (RunningRole role : roles.values()) {
      System.out.printf("%-10s resident %4d MB%n", role.role(), role.residentMegabytes());
    }
  }

  private void stream(Map<String, String> settings) throws IOException, InterruptedException {
    int port = RunningPipeline.freePort();
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("MQ_URL", "tcp://127.0.0.1:" + tcp);
    all.put("METRICS_ADDR", "127.0.0.1:" + port);
    start("streamer", port, all);
  }

  private void start(String role, int port, Map<String, String> settings)
      throws IOException, InterruptedException {
    RunningRole started = RunningRole.start(directory, role, port, settings);
    roles.put(role, started);
    System.out.printf("%-10s ready after %4d ms%n", role, started.awaitReady());
  }

  /** While the simulator streams beside it. */
  private void visible() throws IOException, InterruptedException {
    TcpQueueConfig broker =
        TcpQueueConfig.of("127.0.0.1", tcp, new QueueRequest.Hello("probe", "probe", ""));
    try (MessageQueue queue =
        new MessageQueue(TcpQueueConnection.connect(broker), Duration.ofSeconds(10))) {
      long[] micros = new VisibilityProbe(queue, api).run(PROBES);
      System.out.printf(
          "publish to visible in the API, %s rows/s beside it: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
          PROBE_RATE,
          micros[PROBES / 2] / 1e3,
          micros[PROBES * 99 / 100] / 1e3,
          micros[PROBES - 1] / 1e3);
    }
  }

  private void throughput(long samples) throws IOException, InterruptedException {
    Optional.ofNullable(roles.remove("streamer")).ifPresent(RunningRole::close);
    Path csv = PipelineLoad.simulate(directory.resolve("fleet.csv"), 1);
    long passes = samples / ROWS;
    long before = Counters.awaitSteady(api);
    stream(Map.of("RATE", "0", "CSV_PATH", csv.toString(), "PASSES", Long.toString(passes)));
    long total = passes * ROWS;
    long warm = Counters.awaitSamples(api, before + total / 10, this::requireAlive);
    long from = System.nanoTime();
    long end = Counters.awaitSamples(api, before + total, this::requireAlive);
    double seconds = (System.nanoTime() - from) / 1e9;
    System.out.printf(
        "through five processes, synced: %,.0f samples/s (%,d samples, %.1f s)%n",
        (end - warm) / seconds, end - warm, seconds);
  }

  private void requireAlive() throws IOException {
    for (RunningRole role : roles.values()) {
      role.requireAlive();
    }
  }

  @Override
  public void close() {
    for (RunningRole role : roles.values()) {
      role.close();
    }
  }
}
