package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.exposition.remotewrite.RemoteWriteVersion;
import io.gputelemetry.exposition.remotewrite.RemoteWriteWriter;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A streamer that takes remote writes, while its queue is full. */
final class ReceiverReadinessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  /** Takes nothing, and answers everything else. */
  private record FullQueue(QueueConnection behind) implements QueueConnection {
    @Override
    public CompletableFuture<QueueReply> send(QueueRequest request) {
      return request instanceof QueueRequest.Publish
          ? CompletableFuture.completedFuture(
              new QueueReply.Refused(QueueError.BUSY, "the topic is full"))
          : behind.send(request);
    }

    @Override
    public void close() {
      behind.close();
    }
  }

  /** Not ready would mean that no sender reaches it again, so that nothing could show an end. */
  @Test
  void remoteWrite_thatFailed_leavesTheStreamerReady() throws Exception {
    TestApp broker = new TestApp();
    broker.environment.put("DATA_DIR", directory.toString());
    var brokerEnd = broker.start("broker", "--tcp-addr", ":0", "--http-addr", ":0");
    TestApp streamer = new TestApp();
    streamer.connections = FullQueue::new;
    var streamerEnd =
        streamer.start(
            "streamer",
            "--source",
            "receive",
            "--mq-url",
            "tcp://" + broker.tcp(),
            "--metrics-addr",
            ":0");
    await().atMost(PATIENCE).until(() -> ready(streamer) == 200);

    assertThat(write(streamer)).isEqualTo(503);

    assertThat(ready(streamer)).isEqualTo(200);
    assertThat(readiness(streamer).body())
        .contains("a remote write was not taken: ", "BUSY: the topic is full");
    stop(streamer, streamerEnd);
    stop(broker, brokerEnd);
  }

  private int ready(TestApp app) throws Exception {
    return readiness(app).statusCode();
  }

  private HttpResponse<String> readiness(TestApp app) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(app.metrics() + "readyz")).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private int write(TestApp app) throws Exception {
    RemoteWriteWriter writer = new RemoteWriteWriter(RemoteWriteVersion.V1);
    writer.series(Map.of("__name__", "DCGM_FI_DEV_GPU_UTIL", "UUID", "GPU-1", "gpu", "0"));
    writer.sample(1, Instant.now().toEpochMilli());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(app.metrics() + "api/v1/write"))
            .header("Content-Type", RemoteWriteVersion.V1.contentType())
            .POST(HttpRequest.BodyPublishers.ofByteArray(writer.finish()))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private static void stop(TestApp app, CompletableFuture<ExitCode> running) {
    app.machine.stop();
    assertThat(running.orTimeout(30, TimeUnit.SECONDS).join())
        .as(app.machine.err() + app.machine.out())
        .isEqualTo(ExitCode.FINE);
  }
}
