package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.store.fleet.EventTimes;
import io.gputelemetry.embedded.EmbeddedConfig;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where a store is, opened as the program opens it, but that for the store it is the end of the
 * fleet's day: what it is given is of the present.
 */
public record StoreDirectory(Path path) {
  /** The head may take a quarter of the heap that the goals allow, as it does in the program. */
  static final EmbeddedConfig CONFIG = EmbeddedConfig.DEFAULT.withHeadBytes(128L << 20);

  /** So small a head is sealed as soon as the store has nothing else to do. */
  static final EmbeddedConfig SEALING = CONFIG.withHeadBytes(1 << 10);

  private static final long NOW_MICROS = EventTimes.START_MICROS + EventTimes.DAY_MICROS;

  /** An open store and the lock on its directory. */
  public record Opened(EmbeddedStore store, AutoCloseable lock) implements AutoCloseable {
    @Override
    public void close() {
      store.close();
      try {
        lock.close();
      } catch (Exception e) {
        throw new IllegalStateException("the lock of the store could not be released", e);
      }
    }
  }

  /** As it is measured. */
  public Opened open() throws IOException {
    return open(CONFIG, Duration.ZERO);
  }

  /** At so long after the end of the day. */
  Opened open(EmbeddedConfig config, Duration later) throws IOException {
    Disk disk = RealDisk.at(path);
    AutoCloseable lock = disk.lock();
    long now = NOW_MICROS + later.toNanos() / 1_000;
    long start = System.nanoTime();
    EmbeddedStore store =
        EmbeddedStore.open(
            disk,
            config,
            () -> now + (System.nanoTime() - start) / 1_000,
            cause -> System.err.println("the store failed: " + cause));
    return new Opened(store, lock);
  }

  /** Bytes of each directory below. */
  public Map<String, Long> bytes() throws IOException {
    Map<String, Long> bytes = new TreeMap<>();
    try (var files = Files.walk(path)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path part = path.relativize(file);
        if (part.getNameCount() > 1) {
          bytes.merge(part.getName(0).toString(), Files.size(file), Long::sum);
        }
      }
    }
    return bytes;
  }

  /** The sealed files, as they are now. */
  public SortedSet<String> sealedFiles() throws IOException {
    try (var files = Files.list(path.resolve("sealed"))) {
      return new TreeSet<>(files.map(file -> String.valueOf(file.getFileName())).toList());
    }
  }
}
