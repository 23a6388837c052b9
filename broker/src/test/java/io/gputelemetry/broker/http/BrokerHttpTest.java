package io.gputelemetry.broker.http;

import static io.gputelemetry.broker.Requests.call;
import static io.gputelemetry.broker.Requests.lease;
import static io.gputelemetry.broker.Requests.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.runtime.metrics.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BrokerHttpTest {
  private final SimulatedDisk disk = new SimulatedDisk();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final Broker broker = open();
  private final QueueConnection connection =
      broker.connect(new SessionInfo("s-1", "streamer", "10.0.0.1:99"));
  private HttpListener listener;

  BrokerHttpTest() throws IOException {
    listener =
        HttpListener.start(
            new HttpListener.Config("127.0.0.1", 0, "", "queue"),
            new BrokerHttp(broker, new Metrics(), new EventTimes(new SystemClock())).operations());
  }

  @BeforeEach
  void work() {
    call(connection, publish("telemetry", "a"));
    call(connection, publish("telemetry", "b"));
    call(connection, publish("other", "c"));
    call(connection, lease("telemetry", "collectors", 0));
    call(connection, new QueueRequest.OpenSequence("telemetry", "dcgm_csv", 100, 0));
    call(connection, new QueueRequest.LeaseSequence("telemetry", "dcgm_csv", 10, 0));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    client.close();
    disk.heal();
    broker.close();
  }

  @Test
  void stats_tellEveryTopicAndTheDefaultOneInShort() throws Exception {
    String stats = get("/stats", 200);
    assertThat(stats)
        .contains("\"total_messages\":2,\"oldest_offset\":0,\"latest_offset\":1")
        .contains("\"subscriber_count\":1")
        .contains("\"subscribers\":[{\"id\":\"collectors\",\"current_offset\":0,\"lag\":2}]")
        .contains("{\"instance\":\"s-1\",\"role\":\"streamer\",\"address\":\"10.0.0.1:99\"}")
        .contains("\"connections\":[{\"instance\":\"s-1\"")
        .doesNotContain("\"instance\":\"http\"")
        .contains("\"samples_per_second\":", "\"lag_seconds\":", "\"members\":[\"s-1\"]")
        .contains("\"topic\":\"other\",\"first_offset\":0,\"end_offset\":1")
        .contains("\"group\":\"collectors\",\"committed\":0,\"acked\":0,\"in_flight\":2,\"lag\":2")
        .contains("\"rows\":100,\"passes\":0,\"pass\":0,\"next_row\":10")
        .contains("\"completed_ranges\":0,\"completed_rows\":0,\"outstanding\":1");
  }

  @Test
  void metrics_tellTheSame() throws Exception {
    assertThat(get("/metrics", 200))
        .contains("gpu_telemetry_queue_up 1.0")
        .contains("gpu_telemetry_queue_messages_published_total{topic=\"telemetry\"} 2.0")
        .contains("gpu_telemetry_queue_samples_published_total{topic=\"other\"} 1.0")
        .contains("gpu_telemetry_queue_log_bytes{topic=\"telemetry\"}")
        .contains("gpu_telemetry_queue_group_lag{group=\"collectors\",topic=\"telemetry\"} 2.0")
        .contains(
            "gpu_telemetry_queue_group_in_flight{group=\"collectors\",topic=\"telemetry\"} 2.0")
        .contains("gpu_telemetry_queue_connections 1.0")
        .contains(
            "gpu_telemetry_queue_group_lag_seconds{group=\"collectors\",topic=\"telemetry\"} ")
        .contains("gpu_telemetry_queue_samples_per_second{topic=\"telemetry\"} ")
        .contains("gpu_telemetry_queue_sequence_outstanding")
        .contains("gpu_telemetry_queue_producers_forgotten_total 0.0")
        .containsPattern("gpu_telemetry_queue_log_syncs_total\\{topic=\"[a-z]+\"} [1-9]");
  }

  @Test
  void health_ofABrokerThatWorks_isReady() throws Exception {
    get("/livez", 200);
    assertThat(get("/readyz", 200)).contains("\"name\":\"log\"");
    get("/health", 200);
  }

  @Test
  void broker_thatFailed_isNotReady_andSaysWhy() throws Exception {
    disk.failFrom(disk.calls(), new IOException("no disk"));
    CompletableFuture<QueueReply> unheard = connection.send(publish("telemetry", "c"));
    assertThat(failure).succeedsWithin(Duration.ofSeconds(10));
    assertThat(unheard.handle((reply, _) -> reply instanceof Published).join()).isFalse();
    get("/livez", 200);
    assertThat(get("/readyz", 503)).contains("no disk");
    assertThat(get("/stats", 503)).contains("no disk");
    assertThat(get("/metrics", 200))
        .contains("gpu_telemetry_queue_up 0.0")
        .doesNotContain("gpu_telemetry_queue_log_bytes");
  }

  private String get(String path, int status) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + listener.port() + path);
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return response.body();
  }

  private Broker open() {
    BrokerConfig config = new BrokerConfig(TopicConfig.DEFAULT, 10, Duration.ZERO);
    try {
      return Broker.open(
          disk, config, new SystemClock(), new SplittableRandom(1), failure::complete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
