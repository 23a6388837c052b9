package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The pipeline in seven processes: broker, store, two streamers, two collectors, API. */
final class RoleProcesses implements AutoCloseable {
  static final int VISIBILITY_SECONDS = 1;
  private static final String ANY_PORT = "127.0.0.1:0";

  final RoleProcess broker;
  final RoleProcess store;
  final List<RoleProcess> streamers;
  final List<RoleProcess> collectors;
  final RoleProcess api;

  RoleProcesses(Path directory, Path csv, Ports ports, long passes) {
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
                Integer.toString(VISIBILITY_SECONDS)));
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
            "1000");
    streamers =
        List.of(
            process(directory, "streamer-1", streaming),
            process(directory, "streamer-2", streaming));
    Map<String, String> collecting =
        Map.of("MQ_URL", queue, "STORE_URL", samples, "METRICS_ADDR", ANY_PORT);
    collectors =
        List.of(
            process(directory, "collector-1", collecting),
            process(directory, "collector-2", collecting));
    api =
        process(
            directory,
            "api",
            Map.of("PORT", Integer.toString(ports.api()), "STORE_URL", samples, "MQ_URL", queue));
  }

  private static RoleProcess process(Path directory, String name, Map<String, String> settings) {
    RoleProcess process = new RoleProcess(name, name.replaceAll("-.*", ""), directory, settings);
    process.set("LOG_FORMAT", "text");
    process.set("INSTANCE_ID", name);
    return process;
  }

  List<RoleProcess> all() {
    return List.of(
        broker,
        store,
        streamers.getFirst(),
        streamers.getLast(),
        collectors.getFirst(),
        collectors.getLast(),
        api);
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
