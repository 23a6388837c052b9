package io.gputelemetry.broker.http;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.core.TopicLimits;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.runtime.metrics.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** A broker on a simulated disk with its HTTP door, and a client for it. */
final class ServedBroker implements AutoCloseable {
  final SimulatedDisk disk = new SimulatedDisk();
  final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  final Broker broker;
  final BrokerHttp door;
  final QueueConnection connection;
  private final HttpListener listener;
  private final HttpClient client = HttpClient.newHttpClient();

  ServedBroker(Duration visibility, JournalConfig journal, String token) throws IOException {
    this(
        visibility,
        journal,
        token.isEmpty() ? List.of() : List.of(new HttpListener.Token(token, Set.of())));
  }

  ServedBroker(Duration visibility, JournalConfig journal, List<HttpListener.Token> tokens)
      throws IOException {
    TopicConfig usual = TopicConfig.DEFAULT;
    TopicConfig topic =
        new TopicConfig(
            journal,
            TopicLimits.DEFAULT.withVisibilityTimeout(visibility),
            usual.inboxEvents(),
            usual.inboxBytes(),
            usual.reserveBytes());
    broker =
        Broker.open(
            disk,
            new BrokerConfig(topic, 10, Duration.ZERO),
            new SystemClock(),
            new SplittableRandom(1),
            failure::complete);
    connection = broker.connect(SessionInfo.inProcess("test", "test"));
    door = new BrokerHttp(broker, new Metrics(), new EventTimes(new SystemClock()));
    listener =
        HttpListener.start(
            new HttpListener.Config(
                "127.0.0.1", 0, tokens, "queue", "1.0", HttpListener.Limits.USUAL),
            door.operations());
  }

  static ServedBroker usual() throws IOException {
    return new ServedBroker(Duration.ofSeconds(30), JournalConfig.DEFAULT, "");
  }

  HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "");
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, body, "Content-Type", "application/json");
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    return client.send(request(method, path, body, headers), HttpResponse.BodyHandlers.ofString());
  }

  /** The same without waiting. */
  CompletableFuture<HttpResponse<String>> begin(String method, String path) {
    return client.sendAsync(request(method, path, ""), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(String method, String path, String body, String... headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    return (headers.length == 0 ? builder : builder.headers(headers)).build();
  }

  int port() {
    return listener.port();
  }

  @Override
  public void close() throws IOException {
    door.close();
    client.close();
    listener.close();
    disk.heal();
    broker.close();
  }
}
