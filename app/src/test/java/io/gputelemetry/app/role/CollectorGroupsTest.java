package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.SettingsReader;
import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.collector.Collector;
import io.gputelemetry.collector.CollectorConfig;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which messages a collector gets: where its group begins, and with whom it shares them. */
final class CollectorGroupsTest {
  private static final String TOPIC = "telemetry";
  private static final String UUID = "GPU-0";

  @TempDir private Path directory;
  private final SystemClock clock = new SystemClock();
  private final MemoryStore store = new MemoryStore(1 << 20, clock::epochMicros);
  private final long began = clock.epochMicros();
  private Broker broker;
  private MessageQueue queue;

  @BeforeEach
  void open() throws IOException {
    broker =
        Broker.open(
            RealDisk.at(directory),
            new BrokerConfig(TopicConfig.DEFAULT, 10, Duration.ZERO),
            clock,
            new SplittableRandom(1),
            failure -> {
              throw new AssertionError(failure);
            });
    queue =
        new MessageQueue(
            broker.connect(SessionInfo.inProcess("test", "test")), Duration.ofSeconds(20));
  }

  @AfterEach
  void close() throws IOException {
    broker.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GROUP", "COLLECTOR_ID"})
  void newGroup_shared_orOfItsOwn_beginsWhereItIsTold(String named) {
    publish(0, 5);
    assertThat(values(named, "at-earliest", "earliest")).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0);
    assertThat(values(named, "at-zero", "0")).as("all were stored already").hasSize(5);
    assertThat(group("at-zero").acked()).isEqualTo(5);
    assertThat(values(named, "at-three", "3")).hasSize(5);
    assertThat(group("at-three").acked()).isEqualTo(2);
    assertThat(values(named, "at-end", "latest")).hasSize(5);
    assertThat(group("at-end").acked()).isZero();
    publish(5, 1);
    assertThat(values(named, "at-end", "latest")).hasSize(6);
    assertThat(group("at-end").acked()).isEqualTo(1);
  }

  @Test
  void newGroup_beginsAtATime() {
    publish(0, 3);
    long third = appendedAt(2);
    while (clock.epochMicros() <= third) {
      Thread.onSpinWait();
    }
    publish(3, 2);
    Instant fourth = Instant.EPOCH.plus(appendedAt(3), ChronoUnit.MICROS);
    assertThat(values("GROUP", "since", fourth.toString())).containsExactly(3.0, 4.0);
  }

  @Test
  void group_thatIsThere_goesOnWhereItWas_whateverTheStartSays() {
    publish(0, 2);
    assertThat(values("GROUP", "collectors", "latest")).isEmpty();
    publish(2, 1);
    assertThat(values("GROUP", "collectors", "earliest")).containsExactly(2.0);
    assertThat(values("GROUP", "collectors", "0")).containsExactly(2.0);
  }

  @Test
  void collectors_ofTheirOwnNames_eachGetEverything_andNothingIsThereTwice() {
    publish(0, 5);
    Collector first = collector("COLLECTOR_ID", "first", "earliest");
    Collector second = collector("COLLECTOR_ID", "second", "earliest");
    assertThat(first.doWork() + second.doWork()).isEqualTo(10);
    assertThat(first.statistics().stored()).isEqualTo(5);
    assertThat(second.statistics().duplicates()).isEqualTo(5);
    assertThat(store.stats().samples()).isEqualTo(5);
    assertThat(store.stats().conflicts()).isZero();
    assertThat(group("first").retain() && group("second").retain())
        .as("the log waits for both")
        .isTrue();
    first.close();
    second.close();
  }

  @Test
  void collectors_withoutNames_shareAGroup() {
    Collector first = collector("GROUP", "", "earliest");
    Collector second = collector("GROUP", "", "earliest");
    publish(0, 5);
    int dealtWith = first.doWork();
    publish(5, 5);
    assertThat(dealtWith + second.doWork()).isEqualTo(10);
    assertThat(store.stats().samples()).isEqualTo(10);
    assertThat(store.stats().duplicates()).isZero();
    assertThat(group("collectors").acked()).isEqualTo(10);
    first.close();
    second.close();
  }

  @Test
  void group_ofItsOwn_needsANameThatStays_andNoOtherGroup() {
    assertThat(config(Map.of("COLLECTOR_ID", "c-1")).group())
        .as("a name alone changes no group")
        .isEqualTo("collectors");
    assertThatThrownBy(() ->
            config(Map.of("COLLECTOR_FAN_OUT", "true", "COLLECTOR_ID", "c-1", "GROUP", "mine")))
        .isInstanceOf(BadSettingException.class)
        .hasMessage(
            "group (environment GROUP) and collector-fan-out (environment COLLECTOR_FAN_OUT) both"
                + " say which group it is; set only one");
    assertThatThrownBy(() -> config(Map.of("COLLECTOR_FAN_OUT", "true")))
        .isInstanceOf(BadSettingException.class)
        .hasMessageContaining("collector-id, which is not set");
    assertThat(config(Map.of("COLLECTOR_BATCH_SIZE", "77")).writeSamples()).isEqualTo(77);
  }

  /** What is stored after a collector was there. */
  private List<Double> values(String named, String name, String start) {
    try (Collector collector = collector(named, name, start)) {
      int _ = collector.doWork();
    }
    List<Double> values = new ArrayList<>();
    store.scan(ScanQuery.all(UUID), row -> values.add(row.value()));
    return values;
  }

  private Collector collector(String named, String name, String start) {
    Map<String, String> environment = new HashMap<>();
    environment.put(named, name);
    environment.put("COLLECTOR_FAN_OUT", String.valueOf(named.equals("COLLECTOR_ID")));
    environment.put("START", start);
    environment.put("COLLECTOR_WORKERS", "1");
    environment.put("FLUSH_INTERVAL", "0");
    return new Collector(
        config(environment),
        new Collector.Surroundings(
            () -> broker.connect(SessionInfo.inProcess("c", "collector")),
            store,
            clock,
            new SplittableRandom(1),
            new PrometheusRegistry()));
  }

  private static CollectorConfig config(Map<String, String> environment) {
    return CollectorPart.config(new SettingsReader(Role.COLLECTOR, Map.of(), environment).read());
  }

  private GroupState group(String name) {
    return queue.inspect().getFirst().groups().stream()
        .filter(group -> group.group().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private long appendedAt(long offset) {
    QueueReply.Chunk chunk =
        queue.read(TOPIC, new StartPosition.At(offset), 1 << 20, Duration.ZERO);
    return chunk.deliveries().getFirst().appendedAtMicros();
  }

  /** So many messages of a sample each, whose value is its number from {@code first} on. */
  private void publish(int first, int count) {
    for (int i = first; i < first + count; i++) {
      SampleBatch.Builder builder = new SampleBatch.Builder();
      Series series = Series.of(UUID, "DCGM_FI_DEV_GPU_UTIL");
      Gpu gpu = new Gpu(UUID, 0, "nvidia0", "H100", "host");
      int index = builder.index(new SeriesIdentity(series, gpu, Attribution.NONE));
      builder.add(index, began + i, SampleBatch.NO_SOURCE_TIME, i);
      Message message =
          new Message(Message.SAMPLE_BATCH, 1, new SampleBatchCodec().encode(builder.build()));
      assertThat(queue.publish(TOPIC, Producer.ANONYMOUS, List.of(message), Duration.ofSeconds(10)))
          .isInstanceOf(QueueReply.Published.class);
    }
  }
}
