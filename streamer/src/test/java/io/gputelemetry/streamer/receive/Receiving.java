package io.gputelemetry.streamer.receive;

import io.gputelemetry.exposition.remotewrite.RemoteWriteVersion;
import io.gputelemetry.exposition.remotewrite.RemoteWriteWriter;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.metrics.Metrics;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A receiver behind a real listener, with a client. */
final class Receiving implements AutoCloseable {
  static final ReceiverConfig CONFIG =
      new ReceiverConfig(
          "telemetry", 1, Duration.ZERO, 200_000, 2_000_000, 100, 1 << 20, Duration.ofSeconds(10));
  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();

  final TakingQueue queue = new TakingQueue();
  final SetClock clock = new SetClock();
  final Drops drops = new Drops(clock::epochMicros);
  final Metrics metrics = new Metrics();
  final RemoteWriteReceiver receiver;
  private final HttpListener listener;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Receiving() throws IOException {
    this(CONFIG, List.of());
  }

  Receiving(ReceiverConfig config, List<HttpListener.Token> tokens) throws IOException {
    receiver =
        new RemoteWriteReceiver(
            config,
            new RemoteWriteReceiver.Environment(
                "node-1",
                new MessageQueue(queue, Duration.ofSeconds(30)),
                clock,
                CATALOGUE,
                metrics,
                drops));
    listener =
        HttpListener.start(
            new HttpListener.Config(
                "127.0.0.1", 0, tokens, "Receiver", "1.0", HttpListener.Limits.USUAL),
            receiver.operations());
  }

  static RemoteWriteWriter writer(RemoteWriteVersion version) {
    return new RemoteWriteWriter(version);
  }

  /** The labels of a series of a GPU. */
  static Map<String, String> gpu(String uuid, String metric) {
    Map<String, String> labels = new TreeMap<>();
    labels.put("__name__", metric);
    labels.put("UUID", uuid);
    labels.put("gpu", "0");
    labels.put("Hostname", "h1");
    labels.put("job", "dcgm");
    return labels;
  }

  HttpResponse<String> send(RemoteWriteVersion version, byte[] body) throws Exception {
    return send(body, "Content-Type", version.contentType(), "Content-Encoding", "snappy");
  }

  HttpResponse<String> send(byte[] body, String... headers) throws Exception {
    return http.send(request(body, headers), HttpResponse.BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> begin(RemoteWriteVersion version, byte[] body) {
    return http.sendAsync(
        request(body, "Content-Type", version.contentType(), "Content-Encoding", "snappy"),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest request(byte[] body, String... headers) {
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:" + listener.port() + "/api/v1/write"))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .headers(headers)
        .build();
  }

  Map<String, Long> dropped() {
    return drops.list().stream().collect(Collectors.toMap(Drop::reason, Drop::count));
  }

  double answered(int status) {
    return metrics
        .registry()
        .scrape(name -> name.startsWith("gpu_telemetry_receiver_requests"))
        .stream()
        .flatMap(snapshot -> snapshot.getDataPoints().stream())
        .filter(point -> Integer.toString(status).equals(point.getLabels().get("status")))
        .map(point ->
            ((io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot) point)
                .getValue())
        .findFirst()
        .orElse(0.0);
  }

  @Override
  public void close() {
    http.close();
    listener.close();
  }
}
