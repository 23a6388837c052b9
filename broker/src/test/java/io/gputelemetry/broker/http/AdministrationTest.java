package io.gputelemetry.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.json.DeliveryId;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.CreateGroup;
import io.gputelemetry.queue.AdminRequest.CreateTopic;
import io.gputelemetry.queue.AdminRequest.DeleteDeadLetters;
import io.gputelemetry.queue.AdminRequest.DeleteGroup;
import io.gputelemetry.queue.AdminRequest.DeleteSequence;
import io.gputelemetry.queue.AdminRequest.DeleteTopic;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.PauseGroup;
import io.gputelemetry.queue.AdminRequest.ReplayDeadLetters;
import io.gputelemetry.queue.AdminRequest.ResumeGroup;
import io.gputelemetry.queue.AdminRequest.Seek;
import io.gputelemetry.queue.Compression;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Positioned;
import io.gputelemetry.queue.QueueReply.Settled;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.http.Operation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the door asks an engine for what is asked of it, and what it makes of the answers. */
class AdministrationTest {
  private final List<QueueRequest> asked = new ArrayList<>();
  private CompletableFuture<QueueReply> reply = CompletableFuture.completedFuture(new Done());
  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpListener listener;

  AdministrationTest() throws Exception {
    DoorSession session =
        new DoorSession(
            new QueueConnection() {
              @Override
              public CompletableFuture<QueueReply> send(QueueRequest request) {
                asked.add(request);
                return reply;
              }

              @Override
              public void close() {}
            });
    List<Operation> operations = new ArrayList<>(new SettleOperations(session).operations());
    operations.addAll(TopicOperations.changes(session));
    operations.addAll(GroupOperations.changes(session));
    operations.addAll(SequenceOperations.changes(session));
    operations.addAll(new DeadLetterOperations(session).operations());
    listener = HttpListener.start(new HttpListener.Config("127.0.0.1", 0, "", "queue"), operations);
  }

  @AfterEach
  void close() {
    client.close();
    listener.close();
  }

  @Test
  void nack_carriesReasonAndDelay() throws Exception {
    String id = new DeliveryId("t", "g", 7, -1).text();
    send("POST", "/nack", 204, "{\"id\":\"" + id + "\",\"reason\":\"no\",\"delay\":2}");
    send("POST", "/nack", 204, "{\"id\":\"" + id + "\"}");
    send("POST", "/nack", 204, "{\"id\":\"" + id + "\",\"dead_letter\":true}");
    assertThat(asked)
        .containsExactly(
            new QueueRequest.Nack("t", "g", -1, "no", 2_000),
            new QueueRequest.Nack("t", "g", -1, "", 0),
            new QueueRequest.Nack("t", "g", -1, "", QueueRequest.Nack.NEVER_AGAIN));
    assertThat(
            send("POST", "/nack", 400, "{\"id\":\"" + id + "\",\"dead_letter\":true,\"delay\":1}"))
        .contains("\"parameter\":\"delay\"");
  }

  @Test
  void topics_areMadeAndDeleted() throws Exception {
    send("PUT", "/topics/a", 204, "");
    send(
        "PUT",
        "/topics/b?durability=written&max_mib=64&max_age=60&visibility=5&max_deliveries=3&compression=zstd",
        204,
        "");
    send("PUT", "/topics/a.dlq?replay_after=300&replay_times=2", 204, "");
    assertThat(send("PUT", "/topics/a?replay_after=300", 400, "")).contains("replay_after");
    assertThat(send("PUT", "/topics/a?compression=gzip", 400, "")).contains("none, zstd");
    send("DELETE", "/topics/a", 204, "");
    TopicSettings settings =
        new TopicSettings(
            Optional.of(Durability.WRITTEN),
            64 << 20,
            Duration.ofHours(1),
            Duration.ofSeconds(5),
            3);
    assertThat(asked)
        .containsExactly(
            new CreateTopic("a", TopicSettings.USUAL),
            new CreateTopic("b", settings.withCompression(Compression.ZSTD)),
            new CreateTopic(
                "a.dlq",
                TopicSettings.USUAL.withReplay(
                    new TopicSettings.Replay(Duration.ofMinutes(5), 2, 60))),
            new DeleteTopic("a"));
  }

  @Test
  void groups_areMadeMovedPausedAndDeleted() throws Exception {
    send("POST", "/topics/t/groups/g/pause", 204, "");
    send("POST", "/topics/t/groups/g/resume", 204, "");
    send("DELETE", "/topics/t/groups/g", 204, "");
    reply = CompletableFuture.completedFuture(new Positioned(5));
    assertThat(send("PUT", "/topics/t/groups/g?from=latest&retain=true", 200, ""))
        .isEqualTo("{\"offset\":5}");
    assertThat(send("POST", "/topics/t/groups/g/seek?to=5", 200, "")).isEqualTo("{\"offset\":5}");
    send("POST", "/topics/t/groups/g/seek?to=1970-01-01T00:00:01Z", 200, "");
    assertThat(asked)
        .containsExactly(
            new PauseGroup("t", "g"),
            new ResumeGroup("t", "g"),
            new DeleteGroup("t", "g"),
            new CreateGroup("t", "g", new StartPosition.Latest(), true),
            new Seek("t", "g", new StartPosition.At(5)),
            new Seek("t", "g", new StartPosition.Since(1_000_000)));
  }

  @Test
  void deadLetters_areShownReplayedAndDeleted() throws Exception {
    DeadLetter letter =
        new DeadLetter(
            "t",
            "g",
            9,
            1_000_000,
            5,
            "no uuid",
            "application/json",
            StandardCharsets.UTF_8.encode("{\"a\":1}"));
    Message message = new Message(DeadLetter.CONTENT_TYPE, 0, letter.encode());
    reply =
        CompletableFuture.completedFuture(
            new QueueReply.Chunk(List.of(new Delivery(3, 7, 0, 0, 1, message)), 4));
    assertThat(send("GET", "/topics/t/dead-letters?from=2", 200, ""))
        .isEqualTo(
            "{\"count\":1,\"next_offset\":4,\"dead_letters\":[{\"offset\":3,\"group\":\"g\","
                + "\"message_offset\":9,\"timestamp\":\"1970-01-01T00:00:01.000000Z\",\"failures\":5,\"replays\":0,\"reason\":\"no"
                + " uuid\",\"content_type\":\"application/json\","
                + "\"payload\":{\"a\":1},\"payload_base64\":null}]}");
    reply = CompletableFuture.completedFuture(new Settled(2));
    assertThat(send("POST", "/topics/t/dead-letters/replay", 200, "")).isEqualTo("{\"count\":2}");
    send("POST", "/topics/t/dead-letters/3/replay", 200, "");
    send("DELETE", "/topics/t/dead-letters", 200, "");
    send("DELETE", "/topics/t/dead-letters/3", 200, "");
    assertThat(asked)
        .containsExactly(
            new ListDeadLetters("t", 2, 1 << 20),
            new ReplayDeadLetters("t", AdminRequest.ALL),
            new ReplayDeadLetters("t", 3),
            new DeleteDeadLetters("t", AdminRequest.ALL),
            new DeleteDeadLetters("t", 3));
    send("POST", "/topics/t/dead-letters/x/replay", 400, "");
  }

  @Test
  void sequences_areDeleted() throws Exception {
    send("DELETE", "/topics/t/sequences/s", 204, "");
    assertThat(asked).containsExactly(new DeleteSequence("t", "s"));
  }

  @ParameterizedTest
  @EnumSource(QueueError.class)
  void refusals_haveTheirStatus(QueueError error) throws Exception {
    reply = CompletableFuture.completedFuture(new QueueReply.Refused(error, "so it is"));
    HttpResponse<String> answer = exchange("DELETE", "/topics/t", "");
    assertThat(answer.statusCode()).isEqualTo(error.httpStatus());
    assertThat(answer.body()).contains("so it is");
    assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(error.retryable());
  }

  @Test
  void engine_thatIsGone_is503() throws Exception {
    reply = CompletableFuture.failedFuture(new QueueUnavailableException("secret reason"));
    HttpResponse<String> answer = exchange("DELETE", "/topics/t", "");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).doesNotContain("secret");
  }

  private String send(String method, String path, int status, String body) throws Exception {
    HttpResponse<String> answer = exchange(method, path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer.body();
  }

  private HttpResponse<String> exchange(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
