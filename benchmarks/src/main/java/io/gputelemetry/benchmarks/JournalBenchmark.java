package io.gputelemetry.benchmarks;

import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.Journal;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.journal.RealDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Durable appends a second: one batch, one write, one sync. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class JournalBenchmark {
  private static final JournalConfig SMALL =
      new JournalConfig(64L << 20, 256L << 20, Duration.ofHours(1), 64 << 10);

  /** Bytes of a batch. */
  @Param({"4096", "65536"})
  public int bytes;

  private final Path directory;
  private final Journal journal;
  private long now;

  /** Opens a journal in a temporary directory. */
  public JournalBenchmark() {
    try {
      directory = Files.createTempDirectory("journal-benchmark");
      journal =
          Journal.open(
              RealDisk.at(directory),
              SMALL,
              () -> ByteBuffer.allocate(0),
              Journal.Replay.FROM_SNAPSHOT,
              JournalBenchmark::ignore);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void ignore(Batch batch) {}

  /** Keeps the directory small. */
  @Setup(Level.Iteration)
  public void expire() throws IOException {
    journal.roll(now);
    journal.expire(now, journal.endOffset());
  }

  /** Appends and syncs. */
  @Benchmark
  public long appendAndSync() throws IOException {
    long offset =
        journal.append(new Entry(1, 1, Entry.Tag.NONE, List.of(ByteBuffer.allocate(bytes))), ++now);
    journal.sync();
    return offset;
  }

  /** Closes and removes the directory. */
  @TearDown
  public void remove() throws IOException {
    journal.close();
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
