package io.gputelemetry.broker.http;

import static io.gputelemetry.broker.Requests.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Publish, consume, ack over HTTP, with a whole broker behind. */
class MessagesTest {
  private static final Pattern ID = Pattern.compile("^\\{\"id\":\"([^\"]+)\"");

  private final ServedBroker queue = ServedBroker.usual();

  MessagesTest() throws Exception {}

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  @Test
  void message_published_isConsumedAndAcked() throws Exception {
    HttpResponse<String> published =
        queue.post(
            "/publish",
            "{\"id\":\"a-1\",\"key\":\"GPU-1\",\"payload\":{\"x\":1.50,\"n\":12345678901234567890},"
                + "\"metadata\":{\"rack\":7}}");
    assertThat(published.statusCode()).as(published.body()).isEqualTo(202);
    assertThat(published.body()).isEqualTo("{\"id\":\"a-1\",\"offset\":0}");

    HttpResponse<String> consumed = queue.post("/consume?wait=5", "");
    assertThat(consumed.statusCode()).isEqualTo(200);
    assertThat(consumed.body())
        .contains("\"client_id\":\"a-1\",\"offset\":0,\"timestamp\":\"")
        .contains("\"key\":\"GPU-1\",\"payload\":{\"x\":1.50,\"n\":12345678901234567890}")
        .contains("\"payload_base64\":null,\"metadata\":{\"rack\":7}")
        .endsWith("\"delivery_count\":1}");

    HttpResponse<String> acked = queue.post("/ack", "{\"id\":\"" + id(consumed) + "\"}");
    assertThat(acked.statusCode()).as(acked.body()).isEqualTo(204);
    assertThat(queue.post("/ack", "{\"id\":\"" + id(consumed) + "\"}").statusCode()).isEqualTo(409);
    assertThat(queue.post("/consume?wait=0", "").statusCode()).isEqualTo(204);
    assertThat(queue.get("/topics/telemetry/groups/default").body())
        .contains("\"committed\":1,\"acked\":1,\"in_flight\":0");
  }

  @Test
  void payload_alone_isStoredAsItsText_withAnEventTime() throws Exception {
    queue.post("/publish", "{ \"payload\" : [ {\"a\": 1} , 2 ] }");
    queue.post("/publish?topic=telemetry", "{\"payload\":null}");
    Chunk chunk =
        (Chunk)
            call(
                queue.connection,
                new QueueRequest.Read("telemetry", new StartPosition.Earliest(), 1 << 20, 0));
    List<Message> messages = chunk.deliveries().stream().map(each -> each.message()).toList();
    assertThat(text(messages.getFirst())).isEqualTo("[ {\"a\": 1} , 2 ]");
    assertThat(text(messages.getLast())).isEqualTo("null");
    String prefix = "application/json;event-time=";
    assertThat(messages).allMatch(message -> message.contentType().startsWith(prefix));
    long first = Long.parseLong(messages.getFirst().contentType().substring(prefix.length()));
    long second = Long.parseLong(messages.getLast().contentType().substring(prefix.length()));
    assertThat(second).isGreaterThanOrEqualTo(first + 2);
  }

  @Test
  void id_givenTwice_isPublishedOnce() throws Exception {
    String body = "{\"id\":\"once\",\"payload\":1}";
    String first = queue.post("/publish", body).body();
    queue.post("/publish", "{\"id\":\"other\",\"payload\":1}");
    assertThat(queue.post("/publish", body).body()).isEqualTo(first);
    assertThat(queue.get("/stats").body()).contains("\"total_messages\":2");
  }

  @Test
  void delivery_afterItsTime_hasAnotherId_andTheOldOneIsLost() throws Exception {
    try (ServedBroker hasty = new ServedBroker(Duration.ofMillis(20), JournalConfig.DEFAULT, "")) {
      hasty.post("/publish", "{\"payload\":1}");
      HttpResponse<String> first = hasty.post("/consume", "");
      HttpResponse<String> second = hasty.post("/consume?wait=10", "");
      assertThat(second.statusCode()).isEqualTo(200);
      assertThat(second.body()).contains("\"delivery_count\":2");
      assertThat(id(second)).isNotEqualTo(id(first));
      assertThat(hasty.post("/ack", "{\"id\":\"" + id(first) + "\"}").statusCode()).isEqualTo(409);
    }
  }

  @Test
  void groups_eachSeeEverything_fromTheBeginning() throws Exception {
    queue.post("/publish?topic=t", "{\"payload\":\"x\"}");
    for (String group : List.of("a", "b")) {
      assertThat(queue.post("/consume?topic=t&wait=5&group=" + group, "").body())
          .contains("\"offset\":0", "\"payload\":\"x\"");
    }
  }

  @Test
  void bytes_thatAreNotJson_areShownInBase64() throws Exception {
    Message binary = new Message("x/y", 0, ByteBuffer.wrap(new byte[] {0, 1, (byte) 255}));
    Message liar =
        new Message("application/json", 0, StandardCharsets.UTF_8.encode("{\"a\":1}}, {"));
    call(
        queue.connection,
        new QueueRequest.Publish("telemetry", Producer.ANONYMOUS, List.of(binary, liar), 0));
    assertThat(queue.get("/topics/telemetry/messages").body())
        .contains("\"payload\":null,\"payload_base64\":\"AAH/\",\"metadata\":null,")
        .contains("\"payload\":null,\"payload_base64\":\"eyJhIjoxfX0sIHs=\"")
        .contains("\"content_type\":\"x/y\"", "\"next_offset\":2");
  }

  @Test
  void consumer_thatWaits_getsWhatComes_andIsToldWhenTheDoorCloses() throws Exception {
    CompletableFuture<HttpResponse<String>> waiting = queue.begin("POST", "/consume?wait=60");
    queue.post("/publish", "{\"payload\":1}");
    assertThat(waiting.get().statusCode()).isEqualTo(200);

    CompletableFuture<HttpResponse<String>> stuck =
        queue.begin("POST", "/consume?wait=60&group=stuck&topic=other");
    while (!queue.get("/stats").body().contains("\"group\":\"stuck\"")) {
      Thread.onSpinWait();
    }
    queue.door.close();
    assertThat(stuck.get().statusCode()).isEqualTo(410);
    assertThat(stuck.get().headers().firstValue("Retry-After")).isPresent();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/publish | {} | payload",
        "/publish | [] | body",
        "/publish | {\"payload\":1 | body",
        "/publish | {\"payload\":1,\"key\":2} | key",
        "/publish | {\"payload\":1,\"id\":\"\"} | id",
        "/publish | {\"payload\":1,\"metadata\":[]} | metadata",
        "/publish | {\"payload\":1,\"paylod\":[]} | paylod",
        "/publish?topic=a/b | {\"payload\":1} | topic",
        "/publish?timeout=61 | {\"payload\":1} | timeout",
        "/publish?nonsense=1 | {\"payload\":1} | nonsense",
        "/consume?group=.. | {} | group",
        "/consume?wait=-1 | {} | wait",
        "/ack | {} | id",
        "/ack | {\"id\":7} | id",
        "/ack | {\"id\":\"garbled\"} | id",
        "/ack | {\"id\":\"AQF0AWcAAAAAAAAAAA\"} | id",
        "/nack | {\"id\":\"\"} | id",
      })
  void request_bad_isToldWhatIsWrong(String path, String body, String parameter) throws Exception {
    HttpResponse<String> answer = queue.post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("\"parameter\":\"" + parameter + "\"");
  }

  @Test
  void methods_wrong_are405_andOtherContent415_andLargeBodies413() throws Exception {
    assertThat(queue.get("/publish").statusCode()).isEqualTo(405);
    assertThat(queue.get("/consume").statusCode()).isEqualTo(405);
    assertThat(queue.send("DELETE", "/ack", "").statusCode()).isEqualTo(405);
    assertThat(queue.send("POST", "/publish", "{}", "Content-Type", "text/plain").statusCode())
        .isEqualTo(415);
    String large = "{\"payload\":\"" + "x".repeat(PublishOperation.BODY_BYTES_MAX) + "\"}";
    assertThat(queue.post("/publish", large).statusCode()).isEqualTo(413);
    String almost = "{\"payload\":\"" + "x".repeat((1 << 20) - 1_010) + "\"}";
    assertThat(queue.post("/publish", almost).statusCode()).isEqualTo(413);
    assertThat(queue.get("/stats").body()).contains("\"total_messages\":0");
  }

  @Test
  void token_isAskedFor() throws Exception {
    try (ServedBroker closed =
        new ServedBroker(Duration.ofSeconds(30), JournalConfig.DEFAULT, "secret")) {
      for (String path : List.of("/publish", "/consume", "/ack", "/nack")) {
        assertThat(closed.post(path, "{}").statusCode()).as(path).isEqualTo(401);
      }
      assertThat(closed.get("/topics").statusCode()).isEqualTo(401);
      assertThat(
              closed
                  .send("POST", "/consume?wait=0", "", "Authorization", "Bearer secret")
                  .statusCode())
          .isEqualTo(204);
    }
  }

  private static String id(HttpResponse<String> consumed) {
    Matcher matcher = ID.matcher(consumed.body());
    assertThat(matcher.find()).as(consumed.body()).isTrue();
    return matcher.group(1);
  }

  private static String text(Message message) {
    return StandardCharsets.UTF_8.decode(message.payload().duplicate()).toString();
  }
}
