package io.gputelemetry.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class CollectorTest extends CollectorFixture {
  @Test
  void messages_leased_areWrittenBeforeTheyAreAcked() {
    queue.put(batch(0, 10));
    queue.put(batch(10, 5));

    assertThat(collector(1).doWork()).isEqualTo(2);

    assertThat(events).containsExactly("lease 2", "write 15", "ack 2");
    assertThat(store.rows).hasSize(15);
    assertThat(queue.isDrained()).isTrue();
  }

  @Test
  void leases_severalWithinTheFlushInterval_areWrittenTogetherAndEachAcked() {
    queue.leaseMessages = 1;
    queue.put(batch(0, 3));
    queue.put(batch(3, 3));

    collector(1).doWork();

    assertThat(events).containsExactly("lease 1", "lease 1", "write 6", "ack 1", "ack 1");
  }

  @Test
  void flushInterval_zero_writesEachLeaseAtOnce() {
    queue.leaseMessages = 1;
    queue.put(batch(0, 3));
    queue.put(batch(3, 3));
    Collector collector =
        new Collector(
            new CollectorConfig(
                "telemetry",
                "collectors",
                CollectorConfig.DEFAULT.start(),
                1,
                Duration.ZERO,
                10_000,
                8,
                9_999),
            surroundings());

    collector.doWork();

    assertThat(events).containsExactly("lease 1", "write 3", "ack 1");
  }

  @Test
  void batches_large_areWrittenWithoutWaitingForMore() {
    queue.leaseMessages = 1;
    queue.put(batch(0, 12_000));
    queue.put(batch(12_000, 1));

    collector(1).doWork();

    assertThat(events).containsExactly("lease 1", "write 12000", "ack 1");
  }

  @Test
  void writes_ofOneLargeLease_areCutAtTenThousandSamples() {
    for (int i = 0; i < 5; i++) {
      queue.put(batch(i * 4_000, 4_000));
    }

    collector(1).doWork();

    assertThat(events).containsExactly("lease 5", "write 12000", "write 8000", "ack 5");
  }

  @Test
  void writes_waitForNoMoreThanTheBatchSize() {
    queue.leaseMessages = 1;
    for (int i = 0; i < 3; i++) {
      queue.put(batch(i * 10, 10));
    }
    CollectorConfig usual = config(1);
    CollectorConfig small =
        new CollectorConfig(
            usual.topic(), usual.group(), usual.start(), 1, usual.flushInterval(), 15, 256, 9_999);
    Collector collector = new Collector(small, surroundings());

    collector.doWork();
    collector.doWork();

    assertThat(events)
        .containsExactly(
            "lease 1", "lease 1", "write 20", "ack 1", "ack 1", "lease 1", "write 10", "ack 1");
    assertThatThrownBy(() ->
            new CollectorConfig(
                "t", "g", CollectorConfig.DEFAULT.start(), 1, Duration.ZERO, 0, 1, 1))
        .hasMessageContaining("writeSamples must be 1 to 1,000,000, not 0");
  }

  @Test
  void nothing_toLease_doesNothing() {
    assertThat(collector(1).doWork()).isZero();
    assertThat(events).isEmpty();
  }

  @Test
  void store_down_isWaitedForAndNothingNewIsTaken() {
    queue.put(batch(0, 10));
    for (int i = 0; i < 20; i++) {
      store.failures.add(new StoreException("the disk is full", true));
    }

    Collector collector = collector(1);
    collector.doWork();

    assertThat(events).filteredOn("lease 1"::equals).hasSize(1);
    assertThat(events).filteredOn("extend"::equals).hasSizeGreaterThanOrEqualTo(3);
    assertThat(events).endsWith("write 10", "ack 1");
    assertThat(queue.deadLetters).isEmpty();
    assertThat(collector.statistics().retries()).isEqualTo(20);
    assertThat(collector.statistics().stored()).isEqualTo(10);
  }

  @Test
  void store_downAtStop_leaseIsReleasedAndNotAcked() throws InterruptedException {
    queue.put(batch(0, 10));
    CountDownLatch tried = new CountDownLatch(3);
    store.onWrite =
        () -> {
          tried.countDown();
          throw new StoreException("down", true);
        };
    Collector collector = collector(1);
    collector.start();
    assertThat(tried.await(30, TimeUnit.SECONDS)).isTrue();

    collector.close();

    assertThat(events).contains("release 1").doesNotContain("ack 1");
    assertThat(queue.deadLetters).isEmpty();
    assertThat(queue.isDrained()).isFalse();
  }

  @Test
  void batch_thatTheStoreRefuses_isSetAsideAloneAndTheOthersAreStored() {
    store.poison = 11;
    queue.put(batch(0, 10));
    queue.put(batch(10, 10));
    queue.put(batch(20, 10));

    collector(1).doWork();

    assertThat(store.rows).hasSize(20);
    assertThat(queue.deadLetters).containsOnlyKeys(1L);
    assertThat(events).endsWith("ack 2");
  }

  @Test
  void queue_down_isTriedAgainOverANewConnection() {
    queue.put(batch(0, 10));
    AtomicInteger calls = new AtomicInteger();
    queue.interference =
        request -> {
          if (calls.getAndIncrement() < 3) {
            throw new QueueUnavailableException("nobody there");
          }
          return new QueueReply.NoRange();
        };

    Collector collector = collector(1);
    for (int i = 0; i < 3; i++) {
      collector.doWork();
    }
    assertThat(collector.report().problem()).isEqualTo("the queue does not answer: nobody there");
    collector.doWork();
    assertThat(collector.report().problem()).isEmpty();
    assertThat(collector.report().counters()).containsEntry("queue_failures", 3L);

    assertThat(queue.connections).isEqualTo(4);
    assertThat(events).endsWith("lease 1", "write 10", "ack 1");
    assertThat(clock.monotonicNanos()).isPositive();
  }

  @Test
  void ack_thatFails_leadsToRedeliveryAndTheStoreCountsDuplicates() {
    queue.put(batch(0, 10));
    AtomicInteger acks = new AtomicInteger();
    queue.interference =
        request -> {
          if (request instanceof QueueRequest.Ack && acks.getAndIncrement() == 0) {
            throw new QueueUnavailableException("connection lost");
          }
          return new QueueReply.NoRange();
        };

    Collector collector = collector(1);
    collector.doWork();
    collector.doWork();

    assertThat(collector.statistics().stored()).isEqualTo(10);
    assertThat(collector.statistics().duplicates()).isEqualTo(10);
    assertThat(collector.statistics().redelivered()).isEqualTo(1);
    assertThat(store.rows).hasSize(10);
  }

  @Test
  void lease_lostBeforeTheAck_isCountedAndHarmless() {
    queue.put(batch(0, 10));
    store.onWrite = queue::expireLeases;

    Collector collector = collector(1);
    collector.doWork();

    assertThat(events).containsExactly("lease 1", "write 10", "ack refused");
    assertThat(collector.statistics().leasesLost()).isEqualTo(1);
  }

  @Test
  void lease_lostWhileTheStoreIsDown_isCountedOnce() {
    queue.put(batch(0, 10));
    for (int i = 0; i < 12; i++) {
      store.failures.add(new StoreException("down", true));
    }
    AtomicInteger writes = new AtomicInteger();
    store.onWrite =
        () -> {
          if (writes.getAndIncrement() == 0) {
            queue.expireLeases();
          }
        };

    Collector collector = collector(1);
    collector.doWork();

    assertThat(collector.statistics().leasesLost()).isEqualTo(1);
    assertThat(events).doesNotContain("extend", "ack refused");
  }

  @Test
  void step_thatFailsUnexpectedly_givesTheLeaseBack() {
    queue.put(batch(0, 10));
    store.failures.add(new IllegalStateException("BUG: planted"));

    Collector collector = collector(1);

    assertThat(collector.doWork()).isZero();
    assertThat(events).endsWith("disconnect").doesNotContain("ack 1");
    assertThat(collector.doWork()).isEqualTo(1);
  }

  @Test
  void threads_started_collectEverythingAndEndWithClose() throws InterruptedException {
    CountDownLatch written = new CountDownLatch(100);
    store.onWrite = written::countDown;
    queue.leaseMessages = 1;
    for (int i = 0; i < 100; i++) {
      queue.put(batch(i * 10_000, 10_000));
    }
    Collector collector = collector(3);
    collector.start();

    assertThat(written.await(30, TimeUnit.SECONDS)).isTrue();
    collector.close();

    assertThat(queue.isDrained()).isTrue();
    assertThat(store.rows).hasSize(1_000_000);
    assertThat(events)
        .as("three workers, and the reports")
        .filteredOn("disconnect"::equals)
        .hasSize(4);
    assertThat(queue.reports.getLast().problem()).isEmpty();
    assertThat(queue.reports.getLast().counters())
        .containsEntry("messages", 100L)
        .containsEntry("samples_stored", 1_000_000L)
        .doesNotContainKey("samples_conflict");
    assertThat(queue.reports.getLast().drops()).isEmpty();
    assertThat(events).doesNotContain("store closed");
  }

  @Test
  void config_outOfRange_isRefused() {
    assertThatThrownBy(() -> config(0)).hasMessageContaining("workers must be 1 to 64, not 0");
    assertThatThrownBy(() ->
            new CollectorConfig(
                "t", "g", CollectorConfig.DEFAULT.start(), 1, Duration.ofSeconds(11), 1, 1, 1))
        .hasMessageContaining("flushInterval");
    assertThatThrownBy(() ->
            new CollectorConfig(
                "", "g", CollectorConfig.DEFAULT.start(), 1, Duration.ZERO, 1, 1, 1))
        .hasMessageContaining("topic");
    assertThatThrownBy(() ->
            new CollectorConfig(
                "t", "g", CollectorConfig.DEFAULT.start(), 1, Duration.ZERO, 1, 0, 1))
        .hasMessageContaining("lease");
  }
}
