package io.gputelemetry.broker.http;

import static io.gputelemetry.broker.Requests.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.runtime.json.JsonText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be looked at under {@code /topics}. */
class ResourcesTest {
  private final ServedBroker queue = ServedBroker.usual();

  ResourcesTest() throws Exception {}

  @BeforeEach
  void work() throws Exception {
    for (int i = 0; i < 3; i++) {
      queue.post("/publish?topic=t", "{\"key\":\"k" + i + "\",\"payload\":" + i + "}");
    }
    queue.post("/consume?topic=t&group=g", "");
    call(queue.connection, new QueueRequest.OpenSequence("t", "s", 10, 2));
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/topics | {\"count\":1,\"topics\":[{\"topic\":\"t\",\"first_offset\":0,\"end_offset\":3",
        "/topics/t | {\"topic\":\"t\",\"first_offset\":0,\"end_offset\":3",
        "/topics/t/groups | {\"count\":1,\"groups\":[{\"group\":\"g\",\"committed\":0",
        "/topics/t/groups/g | {\"group\":\"g\",\"committed\":0,\"acked\":0,\"in_flight\":1",
        "/topics/t/sequences | {\"count\":1,\"sequences\":[{\"sequence\":\"s\"",
        "/topics/t/sequences/s | {\"sequence\":\"s\"",
        "/topics/t/messages | {\"count\":3,\"next_offset\":3,\"messages\":[{\"id\":\"t-0\"",
        "/topics/t/messages?limit=1 | {\"count\":1,\"next_offset\":1,\"messages\":[{\"id\":\"t-0\"",
        "/topics/t/messages?from=0 | {\"count\":3,\"next_offset\":3",
        "/topics/t/messages?from=2 | {\"count\":1,\"next_offset\":3,\"messages\":[{\"id\":\"t-2\"",
        "/topics/t/messages?from=3 | {\"count\":0,\"next_offset\":3,\"messages\":[]}",
        "/topics/t/messages?from=latest | {\"count\":0,\"next_offset\":3,\"messages\":[]}",
        "/topics/t/messages?from=2001-01-01T00:00:00Z | {\"count\":3",
        "/topics/t/messages?from=2201-01-01T00:00:00%2B02:00 | {\"count\":0",
      })
  void resource_isShown(String path, String begin) throws Exception {
    var answer = queue.get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).startsWith(begin);
  }

  @ParameterizedTest
  @CsvSource({
    "/topics/none, 404",
    "/topics/none/messages, 404",
    "/topics/none/groups, 404",
    "/topics/t/groups/none, 404",
    "/topics/t/sequences/none, 404",
    "/topics/t/messages?from=4, 400",
    "/topics/t/messages?from=-1, 400",
    "/topics/t/messages?from=yesterday, 400",
    "/topics/t/messages?limit=0, 400",
    "/topics/a%20b, 400"
  })
  void resource_thatIsNotThere_isToldSo(String path, int status) throws Exception {
    assertThat(queue.get(path).statusCode()).isEqualTo(status);
  }

  @Test
  void topic_alone_isShownWithHowItIsSetUp() throws Exception {
    queue.send(
        "PUT", "/topics/set?durability=written&max_mib=2&max_deliveries=3&compression=zstd", "");
    assertThat(queue.get("/topics/set").body())
        .contains("\"setup\":{\"durability\":\"written\",\"max_bytes\":2097152,")
        .contains("\"max_deliveries\":3,\"replay_after_seconds\":0,")
        .contains("\"compression\":\"zstd\"}");
    assertThat(queue.get("/topics").body()).contains("\"setup\":null");
  }

  @Test
  void deadLetters_thatNobodyDealtWith_areCounted() throws Exception {
    for (int i = 0; i < 2; i++) {
      String id = field(queue.post("/consume?topic=t&group=h", "").body(), "id");
      queue.post("/nack", "{\"id\":" + id + ",\"dead_letter\":true}");
    }
    long next = 0;
    for (int tries = 0; next < 2 && tries < 9; tries++) {
      StartPosition from = new StartPosition.At(next);
      next =
          ((QueueReply.Chunk)
                  call(queue.connection, new QueueRequest.Read("t.dlq", from, 1 << 10, 2_000)))
              .nextOffset();
    }
    assertThat(open()).isEqualTo("2");
    queue.send("DELETE", "/topics/t/dead-letters/0", "");
    assertThat(open()).isEqualTo("1");
  }

  private String open() throws Exception {
    return field(queue.get("/topics/t").body(), "dead_letters_open");
  }

  private static String field(String object, String name) throws Exception {
    return JsonText.parse(object).fields().getOrDefault(name, JsonText.NULL).text();
  }

  @Test
  void looking_createsNothing() throws Exception {
    queue.get("/topics/none/messages");
    assertThat(queue.get("/topics").body()).startsWith("{\"count\":1,");
  }
}
