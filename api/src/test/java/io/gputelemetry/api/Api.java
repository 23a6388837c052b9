package io.gputelemetry.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.runtime.metrics.Metrics;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A running API with a client for it. */
public final class Api implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final ApiServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Over a store and a queue that is away. */
  public Api(SampleStore store) throws IOException {
    this(new ApiServer.Sources(store, awayQueue(), new SystemClock()));
  }

  /** Over a store, at a time of day. */
  public Api(SampleStore store, long epochMicros) throws IOException {
    this(new ApiServer.Sources(store, awayQueue(), new StoppedClock(epochMicros)));
  }

  private record StoppedClock(long epochMicros) implements Clock {
    @Override
    public long monotonicNanos() {
      return 0;
    }

    @Override
    public void sleepNanos(long nanos) {
      throw new UnsupportedOperationException();
    }
  }

  public Api(ApiServer.Sources sources) throws IOException {
    server =
        ApiServer.start(
            new ApiConfig("127.0.0.1", 0, List.of()), sources, new Metrics(), List.of(), List.of());
  }

  /** A queue that nobody reaches. */
  public static MessageQueue awayQueue() {
    return new MessageQueue(new AwayQueue(), Duration.ofSeconds(5));
  }

  private record AwayQueue() implements QueueConnection {
    @Override
    public CompletableFuture<QueueReply> send(QueueRequest request) {
      return CompletableFuture.failedFuture(new QueueUnavailableException("nobody is there"));
    }

    @Override
    public void close() {}
  }

  /** An answer. */
  public record Answer(int status, String body, HttpResponse<String> response) {
    public JsonNode json() {
      return parse(body);
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public Answer get(String path) {
    return send("GET", path);
  }

  public Answer send(String method, String path) {
    return send(method, path, HttpRequest.BodyPublishers.noBody());
  }

  public Answer post(String path, String body) {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body));
  }

  private Answer send(String method, String path, HttpRequest.BodyPublisher body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, body)
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts tests", e);
    }
  }

  public static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + json, e);
    }
  }

  /** The elements of a JSON array. */
  public static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  @Override
  public void close() {
    http.close();
    server.close();
  }
}
