package io.gputelemetry.systemtests.storecrash;

import io.gputelemetry.embedded.EmbeddedConfig;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.embedded.Windows;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.store.SampleStore;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Opens the store and appends until it is killed. It reads its orders from a line, so that it can
 * be started before they are known.
 */
final class StoreWriterProcess {
  /** Everything happens many times a second. */
  static final Windows WINDOWS = new Windows(20_000, 60_000, 20_000);

  private static final long HEAD_BYTES = 12 << 10;
  private static final int WRITERS = 2;
  private static final int EXPIRE_EVERY = 12;
  private static final int KEPT_BATCHES = 200;
  private static final int GOING_BATCHES = 60;
  private static final int RESEND_BACK = 150;
  private static final int RESEND_ONE_IN = 8;
  private static final int ENOUGH_BATCHES = 800;
  private static final int SECONDS_MAX = 20;
  private static final int STUCK = 3;

  private final Voice voice;
  private final WriterOrders orders;
  private final Trap trap;
  private final DiskCalls calls = new DiskCalls();
  private final SeededBatches batches;
  private final Queue<Long> resend;
  private final AtomicLong next;
  private final AtomicLong ids = new AtomicLong();

  private StoreWriterProcess(WriterOrders orders, Voice voice) {
    this.orders = orders;
    this.voice = voice;
    trap = new Trap(orders.target(), voice);
    batches = new SeededBatches(orders.seed());
    resend = new ConcurrentLinkedQueue<>(orders.resend());
    next = new AtomicLong(orders.first());
  }

  public static void main(String[] arguments) throws Exception {
    Voice voice = new Voice(new FileOutputStream(FileDescriptor.out));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = lines.readLine();
    if (line != null) {
      new StoreWriterProcess(WriterOrders.parse(line), voice).run();
    }
    Runtime.getRuntime().halt(STUCK);
  }

  /** How the store is opened, by this process and by whoever looks at what it left. */
  static EmbeddedStore open(Disk disk, LongSupplier epochMicros) throws IOException {
    EmbeddedConfig config = EmbeddedConfig.DEFAULT.withHeadBytes(HEAD_BYTES).withWindows(WINDOWS);
    return EmbeddedStore.open(
        disk,
        config,
        epochMicros,
        cause -> {
          cause.printStackTrace();
          Runtime.getRuntime().halt(STUCK);
        });
  }

  private void run() throws Exception {
    Disk disk = RealDisk.at(Path.of(orders.directory()));
    AutoCloseable _ = disk.lock();
    WatchedDisk watched = new WatchedDisk(disk, calls, trap, DiskCalls.Place.ROOT);
    SampleStore store = open(watched, () -> SeededBatches.timeOf(next.get()));
    calls.opened();
    trap.opened();
    voice.say(new Said.Opened(store.stats().samples()));
    for (int writer = 0; writer < WRITERS; writer++) {
      SplittableRandom random = new SplittableRandom(orders.first() * WRITERS + writer);
      Thread.ofPlatform().start(() -> write(store, random));
    }
    boolean _ = new CountDownLatch(1).await(SECONDS_MAX, TimeUnit.SECONDS);
  }

  private void write(SampleStore store, SplittableRandom random) {
    for (Long again = resend.poll(); again != null; again = resend.poll()) {
      append(store, again);
    }
    while (true) {
      long number = next.getAndIncrement();
      append(store, number);
      if (random.nextInt(RESEND_ONE_IN) == 0) {
        append(store, Math.max(0, number - random.nextInt(RESEND_BACK)));
      }
      if (number % EXPIRE_EVERY == 0) {
        expire(store, Math.max(0, number - KEPT_BATCHES), random);
      }
      if (number == orders.first() + ENOUGH_BATCHES) {
        trap.goSoon();
      }
    }
  }

  private void append(SampleStore store, long number) {
    long id = ids.getAndIncrement();
    voice.say(new Said.Sent(id, number));
    voice.say(new Said.Stored(id, store.append(batches.batch(number))));
  }

  /** The log gets repeats of rows that are about to go, which must not come back from there. */
  private synchronized void expire(SampleStore store, long first, SplittableRandom random) {
    append(store, Math.max(0, first - random.nextInt(GOING_BATCHES)));
    long olderThan = SeededBatches.timeOf(first);
    voice.say(new Said.ExpiryAsked(olderThan));
    calls.expiryAsked(olderThan);
    voice.say(new Said.Expired(olderThan, store.expire(olderThan)));
  }
}
