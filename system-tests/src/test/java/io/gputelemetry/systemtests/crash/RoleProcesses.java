package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The pipeline in processes: broker, store, streamers, collectors, API. */
final class RoleProcesses implements AutoCloseable {
  private static final String ANY_PORT = "127.0.0.1:0";

  final RoleProcess broker;
  final RoleProcess store;
  final List<RoleProcess> streamers;
  final List<RoleProcess> collectors;
  final RoleProcess api;

  /**
   * What there is of it.
   *
   * @param streamers as many, with a rate of {@code rate} rows a second each
   * @param collectors as many
   * @param visibilitySeconds after which the broker gives leases to others
   */
  record Size(int streamers, int rate, int collectors, int visibilitySeconds) {}

  RoleProcesses(Path directory, Path csv, Ports ports, long passes, Size size) {
    String queue = "tcp://127.0.0.1:" + ports.tcp();
    String samples = "tcp://127.0.0.1:" + ports.store();
    broker =
        process(
            directory,
            "broker",
            Map.of(
                "DATA_DIR",
                directory.resolve("broker").toString(),
                "TCP_ADDR",
                "127.0.0.1:" + ports.tcp(),
                "HTTP_ADDR",
                "127.0.0.1:" + ports.http(),
                "VISIBILITY_TIMEOUT_SECONDS",
                Integer.toString(size.visibilitySeconds())));
    store =
        process(
            directory,
            "store",
            Map.of(
                "DATA_DIR",
                directory.resolve("store").toString(),
                "STORE_ADDR",
                "127.0.0.1:" + ports.store(),
                "METRICS_ADDR",
                ANY_PORT,
                "STORE_HEAD_BYTES",
                "64KiB"));
    Map<String, String> streaming =
        Map.of(
            "CSV_PATH",
            csv.toString(),
            "PASSES",
            Long.toString(passes),
            "MQ_URL",
            queue,
            "METRICS_ADDR",
            ANY_PORT,
            "RATE",
            Integer.toString(size.rate()));
    streamers = several(directory, "streamer", size.streamers(), streaming);
    Map<String, String> collecting =
        Map.of("MQ_URL", queue, "STORE_URL", samples, "METRICS_ADDR", ANY_PORT);
    collectors = several(directory, "collector", size.collectors(), collecting);
    api =
        process(
            directory,
            "api",
            Map.of("PORT", Integer.toString(ports.api()), "STORE_URL", samples, "MQ_URL", queue));
  }

  private static List<RoleProcess> several(
      Path directory, String role, int count, Map<String, String> settings) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(number -> process(directory, role + "-" + number, settings))
        .toList();
  }

  private static RoleProcess process(Path directory, String name, Map<String, String> settings) {
    RoleProcess process = new RoleProcess(name, name.replaceAll("-.*", ""), directory, settings);
    process.set("LOG_FORMAT", "text");
    process.set("INSTANCE_ID", name);
    return process;
  }

  List<RoleProcess> all() {
    List<RoleProcess> all = new ArrayList<>(List.of(broker, store));
    all.addAll(streamers);
    all.addAll(collectors);
    all.add(api);
    return all;
  }

  void start() throws IOException {
    for (RoleProcess process : all()) {
      process.start();
    }
  }

  /** Nothing is left running. */
  @Override
  public void close() {
    for (RoleProcess process : all()) {
      process.discard();
    }
  }
}
