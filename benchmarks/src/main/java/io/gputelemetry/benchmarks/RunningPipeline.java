package io.gputelemetry.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The all-in-one process, started by its launcher and asked over HTTP. */
public record RunningPipeline(Process process, int api, int broker, Path log)
    implements AutoCloseable {
  static String launcher() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("bin/gpu-telemetry"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("run this inside the project's folder");
      }
      folder = parent;
    }
    return folder.resolve("bin/gpu-telemetry").toString();
  }

  static RunningPipeline start(Path directory, Map<String, String> settings) throws IOException {
    Files.createDirectories(directory);
    int api = freePort();
    int broker = freePort();
    Path log = directory.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(launcher(), "all").redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.environment().putAll(settings);
    builder.environment().put("DATA_DIR", directory.resolve("data").toString());
    builder.environment().put("PORT", Integer.toString(api));
    builder.environment().put("HTTP_ADDR", "127.0.0.1:" + broker);
    builder.environment().put("TCP_ADDR", "127.0.0.1:0");
    return new RunningPipeline(builder.start(), api, broker, log);
  }

  /** Waits until at least so many samples are stored; how many there are. */
  long awaitSamples(long samples) throws IOException, InterruptedException {
    return Counters.awaitSamples(api, samples, this::requireAlive);
  }

  private void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("it ended:\n" + Files.readString(log));
    }
  }

  long queueBytes() throws IOException, InterruptedException {
    return Counters.number(broker, "/stats", "bytes");
  }

  long storeBytes() throws IOException, InterruptedException {
    return Counters.number(api, "/api/v1/stats", "bytes");
  }

  /** A port that nobody listens on. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(30, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
