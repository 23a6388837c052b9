package io.gputelemetry.systemtests.peers;

import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A program of others, on loopback, ended by its id. */
final class Peer implements AutoCloseable {
  private final Process process;
  private final String base;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Jsonb json = Jsonb.builder().build();

  /** What it has of a series at a time; milliseconds. */
  record Sample(String metric, String uuid, long millis, double value) {}

  private Peer(Process process, int port) {
    this.process = process;
    this.base = "http://127.0.0.1:" + port;
  }

  static Peer start(Path log, int port, List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new Peer(builder.start(), port);
  }

  /** All samples with a uuid that a Prometheus has, of the last minutes. */
  Set<Sample> prometheusSamples() throws IOException, InterruptedException {
    String query = URLEncoder.encode("{UUID=~\".+\"}[10m]", StandardCharsets.UTF_8);
    Map<?, ?> answer =
        object(json.type(Object.class).fromJson(get("/api/v1/query?query=" + query)));
    Set<Sample> samples = new HashSet<>();
    for (Object entry : list(object(answer.get("data")).get("result"))) {
      Map<?, ?> series = object(entry);
      for (Object pair : list(series.get("values"))) {
        List<?> sample = list(pair);
        long millis = Math.round(((Number) sample.get(0)).doubleValue() * 1_000);
        add(samples, object(series.get("metric")), millis, sample.get(1).toString());
      }
    }
    return samples;
  }

  /** All samples with a uuid that a VictoriaMetrics has. */
  Set<Sample> victoriaSamples() throws IOException, InterruptedException {
    String match = URLEncoder.encode("{UUID=~\".+\"}", StandardCharsets.UTF_8);
    Set<Sample> samples = new HashSet<>();
    for (String line : get("/api/v1/export?match[]=" + match).lines().toList()) {
      Map<?, ?> series = object(json.type(Object.class).fromJson(line));
      List<?> values = list(series.get("values"));
      List<?> times = list(series.get("timestamps"));
      for (int i = 0; i < values.size(); i++) {
        long millis = ((Number) times.get(i)).longValue();
        add(samples, object(series.get("metric")), millis, String.valueOf(values.get(i)));
      }
    }
    return samples;
  }

  private static void add(Set<Sample> samples, Map<?, ?> labels, long millis, String value) {
    double number = value.equals("null") ? Double.NaN : Double.parseDouble(value);
    if (!Double.isNaN(number)) {
      samples.add(
          new Sample(
              String.valueOf(labels.get("__name__")),
              String.valueOf(labels.get("UUID")),
              millis,
              number));
    }
  }

  private String get(String path) throws IOException, InterruptedException {
    URI uri = URI.create(base + path.replace("[]", "%5B%5D"));
    var request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(uri + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer.body();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static Map<?, ?> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  /** Asks it to end, and makes it end. */
  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      process.destroyForcibly().onExit().join();
    }
  }
}
