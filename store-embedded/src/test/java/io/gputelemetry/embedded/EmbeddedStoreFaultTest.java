package io.gputelemetry.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EmbeddedStoreFaultTest {
  private static final String METRIC = "DCGM_FI_DEV_GPU_UTIL";
  private static final int BATCHES = 8;

  @Test
  void append_faultAtAnyCall_whatHasAReceiptIsThereOnce() throws Exception {
    SimulatedDisk healthy = new SimulatedDisk();
    TestStore first = new TestStore(healthy, TestStore.TINY);
    work(first);
    first.store.close();
    long calls = healthy.calls();
    assertThat(calls).isGreaterThan(60);

    for (long call = 1; call <= calls; call++) {
      for (boolean forEver : new boolean[] {false, true}) {
        assertSurvives(call, forEver);
      }
    }
  }

  private static void assertSurvives(long call, boolean forEver) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    IOException fault = new IOException("fault");
    if (forEver) {
      disk.failFrom(call, fault);
    } else {
      disk.failAt(call, fault);
    }
    int receipts = 0;
    try {
      TestStore tested = new TestStore(disk, TestStore.TINY);
      receipts = work(tested);
      tested.abandon();
      assertThat(tested.failures).as("call %d", call).hasSizeLessThanOrEqualTo(1);
    } catch (IOException e) {
      assertThat(e).as("call %d", call).isSameAs(fault);
    }
    disk.heal();
    if (forEver) {
      disk.crash(new Random(call));
    } else {
      disk.kill();
    }
    TestStore again = new TestStore(disk, TestStore.TINY);
    assertSurvivesPowerCut(disk, receipts, call);
    assertWhole(again, receipts, "call " + call);
  }

  /** What a start relies on when it drops something else must be durable by then. */
  private static void assertSurvivesPowerCut(SimulatedDisk disk, int receipts, long call)
      throws IOException {
    for (int seed = 0; seed < 4; seed++) {
      SimulatedDisk copy = disk.copy();
      copy.crash(new Random(seed));
      String what = "call " + call + ", power cut " + seed;
      assertWhole(new TestStore(copy, TestStore.TINY), receipts, what);
    }
  }

  private static void assertWhole(TestStore reopened, int receipts, String what) {
    for (int number = 0; number < BATCHES; number++) {
      SampleBatch batch = batch(number);
      WriteReceipt receipt = reopened.append(batch);
      assertThat(receipt.conflicts()).as(what).isZero();
      assertThat(receipt.stored()).as(what).isIn(0, batch.size());
      if (number < receipts) {
        assertThat(receipt.stored()).as("%s, batch %d", what, number).isZero();
      }
    }
    assertThat(reopened.store.stats().samples()).as(what).isEqualTo(BATCHES * 20);
    assertThat(reopened.rows(ScanQuery.all(BatchOf.gpu(1).uuid()))).as(what).hasSize(BATCHES * 10);
    assertThat(reopened.store.stats().damaged()).as(what).isZero();
    reopened.store.close();
  }

  /** Appends one batch after the other; how many were answered with a receipt. */
  private static int work(TestStore tested) {
    int receipts = 0;
    try {
      for (; receipts < BATCHES; receipts++) {
        tested.append(batch(receipts));
      }
    } catch (StoreException e) {
      assertThat(e.retryable()).isTrue();
      int done = receipts;
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> tested.append(batch(done)))
          .withMessageContaining("stopped");
    }
    return receipts;
  }

  private static SampleBatch batch(int number) {
    BatchOf batch = new BatchOf();
    for (int i = 0; i < 20; i++) {
      batch.row(BatchOf.series(i % 2, METRIC, "pod-" + number / 3), number * 15 + i, i);
    }
    return batch.build();
  }

  @Test
  void append_syncFails_nothingVisibleAndNothingMoreTaken() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    TestStore tested = new TestStore(disk, EmbeddedConfig.DEFAULT);
    tested.append(batch(0));
    disk.failFrom(disk.calls() + 1, new IOException("no more"));

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> tested.append(batch(4)))
        .withMessageContaining("no more");
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> tested.store.expire(5));
    assertThat(tested.failures).hasSize(1);
    assertThat(tested.store.stats().samples()).isEqualTo(20);
    assertThat(tested.rows(ScanQuery.all(BatchOf.gpu(1).uuid()))).hasSize(10);
    tested.abandon();
  }

  @Test
  void append_manyWaitWhenTheDiskFails_noneIsAnswered() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    TestStore tested = new TestStore(disk, TestStore.TINY);
    disk.failFrom(disk.calls() + 1, new IOException("no more"));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<WriteReceipt>> answers = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        SampleBatch batch = batch(i);
        answers.add(threads.submit(() -> tested.append(batch)));
      }
      for (Future<WriteReceipt> answer : answers) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(answer::get)
            .withCauseInstanceOf(StoreException.class);
      }
    }
    tested.abandon();
  }

  @Test
  void append_interrupted_endsAndKeepsTheInterrupt() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> interrupted = new AtomicReference<>(false);
    try (EmbeddedStore store =
        EmbeddedStore.open(
            new SimulatedDisk(),
            EmbeddedConfig.DEFAULT,
            () -> {
              working.countDown();
              awaitQuietly(goOn);
              return 1;
            },
            failure -> {})) {
      Thread appending =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  store.append(batch(1));
                } catch (StoreException e) {
                  thrown.set(e);
                  interrupted.set(Thread.currentThread().isInterrupted());
                }
              });
      working.await();
      appending.interrupt();
      appending.join();
      goOn.countDown();
    }
    assertThat(thrown.get()).isInstanceOf(StoreException.class).hasMessageContaining("interrupt");
    assertThat(interrupted.get()).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void append_afterClose_refused() throws Exception {
    TestStore tested = new TestStore(new SimulatedDisk(), EmbeddedConfig.DEFAULT);
    tested.store.close();

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> tested.append(batch(1)))
        .withMessageContaining("closing");
  }
}
