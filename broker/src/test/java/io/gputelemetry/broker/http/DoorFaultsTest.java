package io.gputelemetry.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.runtime.json.JsonText;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the door says when things go wrong, and that nothing gets lost between its callers. */
@Timeout(60)
class DoorFaultsTest {
  private static final int CALLERS = 10;
  private static final int EACH = 20;
  private static final int BODIES = 2_000;

  private final ServedBroker queue = ServedBroker.usual();

  DoorFaultsTest() throws Exception {}

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  @Test
  void disk_full_is507_whileReadingGoesOn_andPublishingResumesByItself() throws Exception {
    assertThat(queue.post("/publish", "{\"payload\":1}").statusCode()).isEqualTo(202);
    queue.disk.capacity(TopicConfig.DEFAULT.reserveBytes() / 2);
    // The broker looks at the disk now and then.
    HttpResponse<String> refused = queue.post("/publish?timeout=0", "{\"payload\":2}");
    while (refused.statusCode() == 202) {
      refused = queue.post("/publish?timeout=0", "{\"payload\":2}");
    }
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    String consumed = queue.post("/consume", "").body();
    String id = JsonText.parse(consumed).fields().getOrDefault("id", JsonText.NULL).text();
    assertThat(queue.post("/ack", "{\"id\":" + id + "}").statusCode()).isEqualTo(204);
    queue.disk.capacity(Long.MAX_VALUE);
    HttpResponse<String> patient = queue.post("/publish?timeout=30", "{\"payload\":3}");
    assertThat(patient.statusCode()).as(patient.body()).isEqualTo(202);
  }

  @Test
  void log_full_is429_whileReadingGoesOn_andPublishingResumesWithTheAcks() throws Exception {
    TopicSettings small =
        new TopicSettings(
            Optional.empty(), TopicSettings.MAX_BYTES_MIN, Duration.ZERO, Duration.ZERO, 0);
    queue.connection.send(new AdminRequest.CreateTopic("t", small)).join();
    queue
        .connection
        .send(new AdminRequest.CreateGroup("t", "g", new StartPosition.Earliest(), true))
        .join();
    String body = "{\"payload\":\"" + "x".repeat(10_000) + "\"}";
    int published = 0;
    HttpResponse<String> answer = queue.post("/publish?topic=t&timeout=0", body);
    while (answer.statusCode() == 202) {
      published++;
      answer = queue.post("/publish?topic=t&timeout=0", body);
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("BUSY").contains("a group has not acked");
    for (int i = 0; i < published; i++) {
      String consumed = queue.post("/consume?topic=t&group=g", "").body();
      String id = JsonText.parse(consumed).fields().getOrDefault("id", JsonText.NULL).text();
      assertThat(queue.post("/ack", "{\"id\":" + id + "}").statusCode()).isEqualTo(204);
    }
    HttpResponse<String> patient = queue.post("/publish?topic=t&timeout=30", body);
    assertThat(patient.statusCode()).as(patient.body()).isEqualTo(202);
  }

  @Test
  void append_thatFailed_isNeverAcknowledged() throws Exception {
    queue.post("/publish", "{\"payload\":1}");
    queue.disk.failFrom(queue.disk.calls(), new IOException("no disk"));
    assertThat(queue.post("/publish", "{\"payload\":2}").statusCode()).isBetween(400, 599);
    assertThat(queue.failure.get()).hasMessageContaining("no disk");
    assertThat(queue.post("/publish", "{\"payload\":3}").statusCode()).isBetween(400, 599);
    assertThat(queue.get("/readyz").statusCode()).isEqualTo(503);
  }

  @Test
  void callers_many_shareEverything_eachMessageOnce() throws Exception {
    AtomicInteger left = new AtomicInteger(CALLERS * EACH);
    List<Callable<List<String>>> work = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      int caller = i;
      work.add(() -> publish(caller));
      work.add(() -> consume(left));
    }
    List<String> consumed = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<List<String>> each : threads.invokeAll(work)) {
        consumed.addAll(each.get());
      }
    }
    Set<String> distinct = new HashSet<>(consumed);
    assertThat(consumed).hasSize(CALLERS * EACH);
    assertThat(distinct).hasSize(CALLERS * EACH);
    assertThat(queue.get("/topics/telemetry/groups/default").body())
        .contains("\"committed\":200,\"acked\":200,\"in_flight\":0,\"lag\":0")
        .contains("\"redelivered\":0");
  }

  private List<String> publish(int caller) throws Exception {
    for (int i = 0; i < EACH; i++) {
      String body = "{\"payload\":\"" + caller + "-" + i + "\"}";
      assertThat(queue.post("/publish", body).statusCode()).isEqualTo(202);
    }
    return List.of();
  }

  private List<String> consume(AtomicInteger left) throws Exception {
    List<String> payloads = new ArrayList<>();
    while (left.getAndDecrement() > 0) {
      HttpResponse<String> answer = queue.post("/consume?wait=30", "");
      assertThat(answer.statusCode()).isEqualTo(200);
      var fields = JsonText.parse(answer.body()).fields();
      payloads.add(fields.getOrDefault("payload", JsonText.NULL).plain());
      String id = fields.getOrDefault("id", JsonText.NULL).text();
      assertThat(queue.post("/ack", "{\"id\":" + id + "}").statusCode()).isEqualTo(204);
    }
    return payloads;
  }

  @Test
  void bodies_random_areAnsweredAndNeverFailTheServer() throws Exception {
    List<String> seeds =
        List.of(
            "{\"id\":\"a\",\"key\":\"k\",\"payload\":{\"x\":[1,2.5e3,null]},\"metadata\":{}}",
            "{\"payload\":\"\\u00e9\\n\"}",
            "{\"id\":\"AQF0AWcAAAAAAAAAAAAAAAAAAAAA\",\"reason\":\"r\",\"delay\":5}",
            "[".repeat(2_000));
    List<String> paths = List.of("/publish?timeout=0", "/ack", "/nack");
    for (long seed = 1; seed <= BODIES; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] body = seeds.get(random.nextInt(seeds.size())).getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(5); i > 0; i--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }
      String path = paths.get(random.nextInt(paths.size()));
      HttpResponse<String> answer = queue.post(path, new String(body, StandardCharsets.ISO_8859_1));
      assertThat(answer.statusCode()).as("seed %d: %s", seed, answer.body()).isIn(202, 400, 404);
    }
  }
}
