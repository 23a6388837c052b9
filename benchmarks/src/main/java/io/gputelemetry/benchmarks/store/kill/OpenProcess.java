package io.gputelemetry.benchmarks.store.kill;

import io.gputelemetry.benchmarks.store.StoreDirectory;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.StoredSample;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens a store and asks it for the newest row of one series; says, in microseconds, how long
 * opening took, how long the answer, and how long it was from the start of the process. It ends
 * without closing, so that the files stay as they were. Argument: the directory, metric and GPU.
 */
final class OpenProcess {
  private OpenProcess() {}

  public static void main(String[] arguments) throws Exception {
    long start = System.nanoTime();
    StoreDirectory.Opened opened = new StoreDirectory(Path.of(arguments[0])).open();
    long open = System.nanoTime();
    List<StoredSample> found = new ArrayList<>();
    LatestQuery query =
        new LatestQuery(
            Set.of(arguments[1]), Set.of(arguments[2]), Long.MIN_VALUE, Optional.empty(), 1);
    opened.store().latest(query, found::add);
    long answered = System.nanoTime();
    long sinceStart =
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
    System.out.printf(
        "%d %d %d %d%n",
        (open - start) / 1_000, (answered - open) / 1_000, sinceStart * 1_000, found.size());
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
