package io.gputelemetry.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The all-in-one process, started by its launcher and asked over HTTP. */
record RunningPipeline(Process process, int api, int broker, Path log, HttpClient http)
    implements AutoCloseable {
  private static final long POLL_MILLIS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

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
    return new RunningPipeline(builder.start(), api, broker, log, HttpClient.newHttpClient());
  }

  /** Waits until at least so many samples are stored; how many there are. */
  long awaitSamples(long samples) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      long stored = number(api, "/api/v1/stats", "total_samples");
      if (stored >= samples) {
        return stored;
      }
      if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        throw new IOException("it ended:\n" + Files.readString(log));
      }
    }
    throw new IOException(samples + " samples were not stored within " + PATIENCE);
  }

  long queueBytes() throws IOException, InterruptedException {
    return number(broker, "/stats", "bytes");
  }

  long storeBytes() throws IOException, InterruptedException {
    return number(api, "/api/v1/stats", "bytes");
  }

  /** A number of a JSON answer; -1 while nobody answers. */
  private long number(int port, String path, String name) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    try {
      String body = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(body);
      return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    } catch (java.net.ConnectException e) {
      return -1;
    }
  }

  private static int freePort() throws IOException {
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
