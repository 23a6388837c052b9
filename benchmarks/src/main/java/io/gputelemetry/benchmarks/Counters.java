package io.gputelemetry.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of a process, asked over HTTP. */
final class Counters {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration STEADY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Counters() {}

  /** A number of a JSON answer; -1 while nobody answers. */
  static long number(int port, String path, String name) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    try {
      String body = HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(body);
      return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    } catch (java.net.ConnectException e) {
      return -1;
    }
  }

  /** Samples that are stored, once they do not change for a second. */
  static long awaitSteady(int api) throws IOException, InterruptedException {
    long before = -1;
    long now = stored(api);
    while (now != before) {
      TimeUnit.NANOSECONDS.sleep(STEADY.toNanos());
      before = now;
      now = stored(api);
    }
    return now;
  }

  /** What must hold while something is waited for. */
  interface Alive {
    void check() throws IOException;
  }

  /** Waits until at least so many samples are stored; how many there are. */
  static long awaitSamples(int api, long samples, Alive alive)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      alive.check();
      long stored = stored(api);
      if (stored >= samples) {
        return stored;
      }
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    }
    throw new IOException(samples + " samples were not stored within " + PATIENCE);
  }

  private static long stored(int api) throws IOException, InterruptedException {
    return number(api, "/api/v1/stats", "total_samples");
  }
}
