package io.gputelemetry.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One role, started by its launcher; ready when {@code /readyz} says so. */
public record RunningRole(String role, Process process, int port, Path log, long startedNanos)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /**
   * Starts it.
   *
   * @param port where its health is
   */
  public static RunningRole start(
      Path directory, String role, int port, Map<String, String> settings) throws IOException {
    Path log = directory.resolve(role + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(RunningPipeline.launcher(), role).redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.environment().putAll(settings);
    long now = System.nanoTime();
    return new RunningRole(role, builder.start(), port, log, now);
  }

  /** Waits until it is ready; milliseconds since its start. */
  public long awaitReady() throws IOException, InterruptedException {
    URI health = URI.create("http://127.0.0.1:" + port + "/readyz");
    while (System.nanoTime() - startedNanos < PATIENCE.toNanos()) {
      if (status(health) == 200) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
      }
      if (process.waitFor(5, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    throw new IOException(role + " was not ready:\n" + Files.readString(log));
  }

  private static int status(URI uri) throws IOException, InterruptedException {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (java.net.ConnectException e) {
      return 0;
    }
  }

  /** What its metrics say of a series, named with its labels. */
  public double metric(String series) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    String text =
        HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()).body();
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("no series " + series + " in " + uri));
  }

  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(role + " ended:\n" + Files.readString(log));
    }
  }

  /** Megabytes of it that are in memory. */
  public long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_000)
        .findFirst()
        .orElse(-1);
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
