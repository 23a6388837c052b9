package io.gputelemetry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.embedded.door.StoreDoor;
import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a store in another process does when the way to it is not what it should be. */
@Timeout(60)
class RemoteStoreTest {
  private static final SeriesIdentity SERIES = BatchOf.series(1, "M");
  private static final String UUID = SERIES.series().uuid();
  private static final int MANY = 30_000;

  private final SampleStore engine = new MemoryStore(256 << 20, () -> 0);
  private StoreDoor door = Served.open(engine, 0);
  private final int port = door.port();
  private final RemoteStore store = Served.connect(port);

  @AfterEach
  void close() {
    store.close();
    Served.close(door);
    engine.close();
  }

  @Test
  void store_thatIsDown_failsAtOnceWithTheReason_andIsUsedWhenItIsBack() {
    store.append(one(1));
    Served.close(door);
    await()
        .untilAsserted(() ->
            assertThat(store.problem())
                .hasValue(
                    "waiting for the store at tcp://127.0.0.1:" + port + ": connection refused"));

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.append(one(2)))
        .withMessageContaining("connection refused")
        .matches(StoreException::retryable);

    door = Served.open(engine, port);
    await().until(() -> store.problem().isEmpty());
    assertThat(store.append(one(2))).isEqualTo(new WriteReceipt(1, 0, 0));
    assertThat(store.append(one(1)).duplicates()).isEqualTo(1);
  }

  @Test
  void store_thatComesLater_isFound() throws IOException {
    int later = Served.freePort();
    try (RemoteStore early = Served.connect(later)) {
      await().until(() -> early.problem().orElse("").contains("connection refused"));
      StoreDoor opened = Served.open(engine, later);
      await().until(() -> early.problem().isEmpty());
      assertThat(early.append(one(1)).stored()).isEqualTo(1);
      Served.close(opened);
    }
  }

  @Test
  void store_thatHangs_isGivenUpAtTheDeadline() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RemoteStore hanging =
            Served.connect(silent.getLocalPort(), Served.TOKEN, Duration.ofMillis(200))) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> hanging.append(one(1)))
          .matches(StoreException::retryable);
      assertThat(hanging.problem()).isPresent();
    }
  }

  @Test
  void token_thatIsWrong_isSaid_andLosesNothing() {
    try (RemoteStore stranger = Served.connect(port, "another-token", Duration.ofSeconds(20))) {
      await().until(() -> stranger.problem().orElse("").contains("UNAUTHORIZED"));
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> stranger.append(one(1)))
          .withMessageContaining("a valid token is needed")
          .matches(StoreException::retryable);
    }
    assertThat(engine.stats().samples()).isZero();
  }

  @Test
  void scan_whoseConnectionIsLost_throwsAndIsNeverShort() {
    append(MANY);
    List<StoredSample> seen = new ArrayList<>();

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() ->
            store.scan(
                ScanQuery.all(UUID),
                row -> {
                  if (seen.isEmpty()) {
                    Served.close(door);
                  }
                  return seen.add(row);
                }));
    assertThat(seen).hasSizeBetween(1, MANY - 1);
  }

  @Test
  void scan_ofManyChunks_isWholeAndInOrder_andCanBeLeft() {
    append(MANY);
    List<Long> times = new ArrayList<>();
    store.scan(ScanQuery.all(UUID), row -> times.add(row.eventTimeMicros()));
    assertThat(times).hasSize(MANY).isSorted().doesNotHaveDuplicates();

    List<StoredSample> few = new ArrayList<>();
    long before = door.requests();
    store.scan(
        ScanQuery.all(UUID),
        row -> {
          few.add(row);
          return few.size() < 3;
        });
    assertThat(few).hasSize(3);
    assertThat(door.requests() - before).as("chunks asked for").isEqualTo(1);
  }

  @Test
  void aggregate_ofManyChunks_isWholeAndInOrder_andFailsIfItsConnectionIsLost() {
    append(MANY);
    AggregateQuery query = AggregateQuery.all(1);
    List<Bucket> seen = new ArrayList<>();
    long before = door.requests();
    store.aggregate(query, seen::add);
    assertThat(seen).hasSize(MANY).extracting(Bucket::position).isSorted();
    assertThat(door.requests() - before).as("chunks asked for").isEqualTo(2);

    seen.clear();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() ->
            store.aggregate(
                query,
                bucket -> {
                  if (seen.isEmpty()) {
                    Served.close(door);
                  }
                  return seen.add(bucket);
                }))
        .matches(StoreException::retryable);
    assertThat(seen).hasSizeBetween(1, MANY - 1);
  }

  @Test
  void batch_thatIsLargerThanAFrame_isStoredWhole() {
    BatchOf batch = new BatchOf();
    for (int i = 0; i < 40; i++) {
      batch.row(withLabels(i, 100_000), i, i);
    }

    assertThat(store.append(batch.build())).isEqualTo(new WriteReceipt(40, 0, 0));
    List<StoredSample> rows = new ArrayList<>();
    store.scan(ScanQuery.all(UUID), rows::add);
    assertThat(rows).hasSize(40);
  }

  @Test
  void sample_thatNoFrameHolds_isRefusedForGood() {
    SampleBatch huge = BatchOf.single(withLabels(1, 2 << 20), 1, 1);

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.append(huge))
        .withMessageContaining("more than a frame")
        .matches(e -> !e.retryable());
    assertThat(store.append(one(1)).stored()).isEqualTo(1);
  }

  @Test
  void engine_thatRefuses_isHeardWithItsReason() {
    try (SampleStore full = new MemoryStore(1, () -> 0);
        StoreDoor other = Served.open(full, 0);
        RemoteStore toIt = Served.connect(other.port())) {
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> toIt.append(one(1)))
          .withMessageContaining("in-memory store is full")
          .matches(StoreException::retryable);
      assertThat(other.refused()).isEqualTo(1);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void append(int rows) {
    for (int from = 0; from < rows; from += 10_000) {
      BatchOf batch = new BatchOf();
      for (int i = from; i < from + 10_000; i++) {
        batch.row(SERIES, i, i);
      }
      assertThat(store.append(batch.build()).stored()).isEqualTo(10_000);
    }
  }

  private static SampleBatch one(long time) {
    return BatchOf.single(SERIES, time, 1);
  }

  private static SeriesIdentity withLabels(int number, int bytes) {
    String labels = number + "x".repeat(bytes);
    return BatchOf.of(BatchOf.gpu(1), "M", new Attribution("", "", "", new LabelTemplate(labels)));
  }
}
