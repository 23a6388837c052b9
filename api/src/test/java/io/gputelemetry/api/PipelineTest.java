package io.gputelemetry.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The pipeline view over a real broker in this process. */
@Timeout(60)
class PipelineTest {
  private static final String TOPIC = "telemetry";

  private final SystemClock clock = new SystemClock();
  private final SampleStore store = Fleet.store();
  private final Broker broker;
  private final MessageQueue streamer;
  private final MessageQueue worker;
  private final MessageQueue collector;
  private final MessageQueue ofApi;
  private final Api api;

  PipelineTest() throws IOException {
    BrokerConfig config = new BrokerConfig(TopicConfig.DEFAULT, 10, Duration.ZERO);
    broker =
        Broker.open(
            new SimulatedDisk(),
            config,
            clock,
            new SplittableRandom(1),
            failure -> {
              throw new AssertionError(failure);
            });
    streamer = connect("s-1", "streamer");
    collector = connect("c-1", "collector");
    worker = connect("c-1", "collector");
    ofApi = connect("a-1", "api");
    api = new Api(new ApiServer.Sources(store, ofApi, clock));
  }

  private MessageQueue connect(String instance, String role) {
    return new MessageQueue(
        broker.connect(SessionInfo.inProcess(instance, role)), Duration.ofSeconds(20));
  }

  @AfterEach
  void close() throws IOException {
    api.close();
    broker.close();
  }

  private JsonNode pipeline() {
    Api.Answer answer = api.get("/api/v1/pipeline");
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.json();
  }

  private void publish(String topic, String text) {
    Message message = new Message("text/plain", 3, ByteBuffer.wrap(text.getBytes(UTF_8)));
    var _ = streamer.publish(topic, Producer.ANONYMOUS, List.of(message), Duration.ofSeconds(10));
  }

  @Test
  void sequence_whoseLastRangeIsPublished_isFinished() {
    var _ = streamer.openSequence(TOPIC, "once", 10, 1);
    QueueReply.Granted all =
        (QueueReply.Granted) streamer.leaseSequence(TOPIC, "once", 10, Duration.ZERO);
    assertThat(sequence().get("finished").asBoolean()).as("one range is on its way").isFalse();
    Message message = new Message("text/plain", 10, ByteBuffer.wrap("rows".getBytes(UTF_8)));
    var _ =
        streamer.publish(
            TOPIC,
            new Producer(all.producerId(), 0, all.number(), all.token()),
            List.of(message),
            Duration.ofSeconds(10));

    assertThat(sequence().get("finished").asBoolean()).isTrue();
    assertThat(sequence().get("pass_number").asLong()).isEqualTo(1);
    assertThat(sequence().get("passes").asLong()).isEqualTo(1);
  }

  private JsonNode sequence() {
    return pipeline().get("topics").get(0).get("sequences").get(0);
  }

  @Test
  void pipeline_atWork_showsTopicsGroupsAndSequences() {
    publish(TOPIC, "a");
    publish(TOPIC, "b");
    streamer.openSequence(TOPIC, "dcgm_csv", 100, 2);
    var _ = streamer.leaseSequence(TOPIC, "dcgm_csv", 10, Duration.ZERO);
    var _ = worker.lease(TOPIC, "collectors", new StartPosition.Earliest(), 1, 999, Duration.ZERO);

    JsonNode view = pipeline();

    assertThat(view.get("queue_reachable").asBoolean()).isTrue();
    assertThat(view.get("problem").asText()).isEmpty();
    assertThat(Instant.parse(view.get("at").asText())).isAfter(Instant.EPOCH);
    JsonNode topic = view.get("topics").get(0);
    assertThat(topic.get("topic").asText()).isEqualTo(TOPIC);
    assertThat(topic.get("first_offset").asLong()).isZero();
    assertThat(topic.get("end_offset").asLong()).isEqualTo(2);
    assertThat(topic.get("bytes").asLong()).isPositive();
    assertThat(topic.get("max_bytes").asLong()).isEqualTo(8L << 30);
    assertThat(topic.get("samples_published").asLong()).isEqualTo(6);
    assertThat(topic.get("samples_per_second").asDouble()).isPositive();
    assertThat(topic.get("duplicates_refused").asLong()).isZero();
    JsonNode group = topic.get("groups").get(0);
    assertThat(group.get("group").asText()).isEqualTo("collectors");
    assertThat(group.get("lag").asLong()).isEqualTo(2);
    assertThat(group.get("lag_seconds").asDouble()).isNotNegative();
    assertThat(group.get("in_flight").asInt()).isEqualTo(1);
    assertThat(group.get("members").get(0).asText()).isEqualTo("c-1");
    JsonNode sequence = topic.get("sequences").get(0);
    assertThat(sequence.get("rows").asLong()).isEqualTo(100);
    assertThat(sequence.get("passes").asLong()).isEqualTo(2);
    assertThat(sequence.get("pass").asLong()).isZero();
    assertThat(sequence.get("pass_number").asLong()).isOne();
    assertThat(sequence.get("finished").asBoolean()).isFalse();
    assertThat(sequence.get("next_row").asLong()).isEqualTo(10);
    assertThat(sequence.get("outstanding").asInt()).isEqualTo(1);
    assertThat(view.get("store").get("samples").asLong())
        .isEqualTo((long) Fleet.GPUS * Fleet.METRICS.size() * Fleet.SECONDS);
  }

  @Test
  void processes_withSeveralConnections_areOne_withItsReport() {
    collector.report(
        new QueueRequest.Report(
                Map.of("messages", 7L, "scrape_share_c4a19adf", 1L), "the store is down")
            .withSource("csv fleet.csv"));

    JsonNode processes = pipeline().get("processes");

    assertThat(Api.elements(processes))
        .extracting(process -> process.get("instance").asText())
        .containsExactly("a-1", "c-1", "s-1");
    JsonNode reported = processes.get(1);
    assertThat(reported.get("role").asText()).isEqualTo("collector");
    assertThat(reported.get("address").asText()).isEqualTo("in process");
    assertThat(reported.get("problem").asText()).isEqualTo("the store is down");
    assertThat(reported.get("source").asText()).isEqualTo("csv fleet.csv");
    assertThat(reported.get("counters").toString())
        .as("who shares targets is no count")
        .isEqualTo("{\"messages\":7}");
    assertThat(reported.get("rates").isEmpty()).as("one report has no rate").isTrue();
    assertThat(Instant.parse(reported.get("reported_at").asText()))
        .isAfterOrEqualTo(Instant.parse(reported.get("connected_at").asText()));
    JsonNode silent = processes.get(2);
    assertThat(silent.get("reported_at").isNull()).isTrue();
    assertThat(silent.get("source").asText()).isEmpty();
    assertThat(silent.get("counters").isEmpty()).isTrue();
  }

  @Test
  void api_reportsItself_andCountsWhatItAnswers() {
    assertThat(api.get("/api/v1/gpus").status()).isEqualTo(200);
    assertThat(api.get("/api/v1/gpus/nobody").status()).isEqualTo(404);
    JsonNode counters = pipeline().get("processes").get(0).get("counters");
    while (counters.isEmpty()) {
      counters = pipeline().get("processes").get(0).get("counters");
    }
    assertThat(counters.has("requests_answered")).isTrue();
    assertThat(counters.has("requests_refused")).isTrue();
    assertThat(counters.get("requests_failed").asLong()).isZero();
  }

  @Test
  void drops_areNamed_withWhoKnowsOfThem_andWhen() {
    streamer.report(report(new Drop("bad_row_field_count", 3, 5_000_000, 5_000_000)));
    collector.report(report(new Drop("conflict", 2, 1_000_000, 61_500_000)));
    publish("telemetry.dlq", "x");
    long expired = store.expire(Fleet.micros(Fleet.START.plusSeconds(1)));
    assertThat(expired).isPositive();

    List<JsonNode> drops = Api.elements(pipeline().get("drops"));

    assertThat(drops.stream().map(PipelineTest::inShort))
        .containsExactly(
            "c-1 conflict 2",
            "s-1 bad_row_field_count 3",
            "store retention " + expired,
            "telemetry.dlq dead_letter 1");
    assertThat(time(drops.getFirst(), "first_at")).isEqualTo(Instant.ofEpochSecond(1));
    assertThat(time(drops.getFirst(), "last_at")).isEqualTo(Instant.ofEpochMilli(61_500));
    assertThat(time(drops.get(2), "events_before")).isEqualTo(Fleet.START.plusSeconds(1));
    assertThat(time(drops.get(3), "last_at"))
        .isEqualTo(time(drops.get(3), "first_at"))
        .isAfter(Fleet.START);
  }

  @Test
  void dropsOfAProcess_areCountedThere_andStayWhenItIsGone() {
    collector.report(report(new Drop("conflict", 2, 1_000_000, 2_000_000)));
    JsonNode process = pipeline().get("processes").get(1);
    assertThat(process.get("dropped").asLong()).isEqualTo(2);
    assertThat(process.get("dropped_by_unit").toString()).isEqualTo("{\"samples\":2}");
    worker.close();
    collector.close();

    JsonNode gone = pipeline().get("drops").get(0);

    assertThat(inShort(gone)).isEqualTo("collector (gone) conflict 2");
    assertThat(time(gone, "last_at")).isEqualTo(Instant.ofEpochSecond(2));
  }

  private static QueueRequest.Report report(Drop drop) {
    return new QueueRequest.Report(Map.of(), "", List.of(drop));
  }

  private static Instant time(JsonNode drop, String field) {
    return Instant.parse(drop.get(field).asText());
  }

  private static String inShort(JsonNode drop) {
    return "%s %s %d"
        .formatted(
            drop.get("where").asText(), drop.get("reason").asText(), drop.get("count").asLong());
  }

  @Test
  void queue_thatIsAway_isSaid_andTheStoreIsShown() throws IOException {
    try (Api alone = new Api(Fleet.store())) {
      JsonNode view = alone.get("/api/v1/pipeline").json();
      assertThat(view.get("queue_reachable").asBoolean()).isFalse();
      assertThat(view.get("problem").asText()).contains("nobody is there");
      assertThat(view.get("topics").isEmpty()).isTrue();
      assertThat(view.get("processes").isEmpty()).isTrue();
      assertThat(view.get("store").get("samples").asLong()).isPositive();
      assertThat(alone.get("/readyz").status()).as("needs the store only").isEqualTo(200);
    }
  }

  @Test
  void queueThatStops_whileItIsWatched_isAwayFromThenOn() throws IOException {
    assertThat(pipeline().get("queue_reachable").asBoolean()).isTrue();
    publish(TOPIC, "a");
    broker.close();
    assertThat(pipeline().get("queue_reachable").asBoolean()).isFalse();
    assertThat(pipeline().get("store").isNull()).isFalse();
  }

  @Test
  void store_thatIsAway_isSaidWithoutItsSecrets_andTheQueueIsShown() throws IOException {
    try (Api broken = new Api(new ApiServer.Sources(new BrokenStore(true), ofApi, clock))) {
      Api.Answer answer = broken.get("/api/v1/pipeline");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().get("store").isNull()).isTrue();
      assertThat(answer.json().get("problem").asText()).isEqualTo("the store does not answer");
      assertThat(answer.json().get("queue_reachable").asBoolean()).isTrue();
      assertThat(answer.body()).doesNotContain("secret");
    }
  }
}
