package io.gputelemetry.app.demo;

import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads figures from the listeners of a running pipeline. */
final class Readings implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Demo.Pipeline pipeline;
  private final String topic;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Jsonb json = Jsonb.builder().build();

  Readings(Demo.Pipeline pipeline, String topic) {
    this.pipeline = pipeline;
    this.topic = topic;
  }

  /** Samples that the broker has taken. */
  long published() throws IOException, InterruptedException {
    Optional<Map<?, ?>> state = topicState();
    return state.isPresent() ? number(state.get(), "samples_published") : 0;
  }

  /** Messages that some group has not acknowledged. */
  long unacknowledged() throws IOException, InterruptedException {
    Optional<Map<?, ?>> state = topicState();
    long lag = 0;
    if (state.isPresent()) {
      for (Object group : list(state.get(), "groups")) {
        lag += group instanceof Map<?, ?> fields ? number(fields, "lag") : 0;
      }
    }
    return lag;
  }

  private Optional<Map<?, ?>> topicState() throws IOException, InterruptedException {
    for (Object each : list(get(pipeline.queueUrl() + "stats"), "topics")) {
      if (each instanceof Map<?, ?> state && topic.equals(state.get("topic"))) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }

  /** What the API says of the store. */
  Figures figures(CsvCount file, long passes) throws IOException, InterruptedException {
    Map<?, ?> stats = get(pipeline.apiUrl() + "api/v1/stats");
    long stored = number(stats, "total_samples");
    return new Figures(
        gpus(),
        list(get(pipeline.apiUrl() + "api/v1/metrics"), "data").size(),
        published(),
        stored,
        number(stats, "duplicates"),
        file.rows() * passes - stored);
  }

  /** Rows in the store and repeats that were suppressed. */
  long arrived() throws IOException, InterruptedException {
    Map<?, ?> stats = get(pipeline.apiUrl() + "api/v1/stats");
    return number(stats, "total_samples")
        + number(stats, "duplicates")
        + number(stats, "conflicts");
  }

  private long gpus() throws IOException, InterruptedException {
    String first = pipeline.apiUrl() + "api/v1/gpus?limit=1000";
    long count = 0;
    for (Optional<String> url = Optional.of(first); url.isPresent(); ) {
      Map<?, ?> page = get(url.get());
      count += list(page, "data").size();
      url =
          Optional.ofNullable(page.get("next_cursor"))
              .map(Object::toString)
              .filter(cursor -> !cursor.isEmpty())
              .map(
                  cursor -> first + "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8));
    }
    return count;
  }

  private Map<?, ?> get(String url) throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT);
    pipeline.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(url + " answered " + response.statusCode() + ": " + response.body());
    }
    if (json.type(Object.class).fromJson(response.body()) instanceof Map<?, ?> object) {
      return object;
    }
    throw new IOException(url + " did not answer an object: " + response.body());
  }

  private static List<?> list(Map<?, ?> object, String name) throws IOException {
    if (object.get(name) instanceof List<?> list) {
      return list;
    }
    throw new IOException("no list " + name + " in " + object);
  }

  private static long number(Map<?, ?> object, String name) throws IOException {
    if (object.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new IOException("no number " + name + " in " + object);
  }

  @Override
  public void close() {
    client.close();
  }
}
