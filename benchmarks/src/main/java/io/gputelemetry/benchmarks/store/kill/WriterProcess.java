package io.gputelemetry.benchmarks.store.kill;

import io.gputelemetry.benchmarks.store.Options;
import io.gputelemetry.benchmarks.store.StoreDirectory;
import io.gputelemetry.benchmarks.store.fleet.Arrivals;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes batches of all GPUs for ever and says which ones were acknowledged. When the log is nearly
 * as full as it gets, which it knows from the batches between the last two times it shrank, it says
 * so and goes on slowly, so that it is killed before the log shrinks again. Arguments: the
 * directory, and the options.
 */
final class WriterProcess {
  static final String ACKNOWLEDGED = "acknowledged ";
  static final String FULL = "full";

  private static final double FULL_SHARE = 0.95;
  private static final long SLOW_NANOS = 20_000_000;
  private static final long NEVER = -1;

  private final StoreDirectory directory;
  private long logBytes;
  private long shrankAt = NEVER;
  private long between = Long.MAX_VALUE;
  private boolean full;

  private WriterProcess(StoreDirectory directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    StoreDirectory directory = new StoreDirectory(Path.of(arguments[0]));
    Options options = Options.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
    Arrivals arrivals = new Arrivals(options.fleet(), options.batch());
    try (StoreDirectory.Opened opened = directory.open()) {
      WriterProcess process = new WriterProcess(directory);
      for (long batch = arrivals.fleetStart(); ; batch++) {
        var _ = opened.store().append(arrivals.build(batch));
        System.out.println(ACKNOWLEDGED + batch);
        process.watch(batch);
      }
    }
  }

  private void watch(long batch) throws IOException {
    long now = directory.bytes().getOrDefault("wal", 0L);
    if (!full && now < logBytes) {
      between = shrankAt == NEVER ? Long.MAX_VALUE : batch - shrankAt;
      shrankAt = batch;
    }
    logBytes = now;
    if (!full && between < Long.MAX_VALUE && batch - shrankAt >= FULL_SHARE * between) {
      full = true;
      System.out.println(FULL);
    }
    if (full) {
      LockSupport.parkNanos(SLOW_NANOS);
    }
  }
}
