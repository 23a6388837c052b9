package io.gputelemetry.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The product as a user starts it, at full speed, every publish synced: samples a second from
 * observations in memory to queryable over HTTP, and from CSV text to queryable. The argument is
 * the number of millions of samples, 30 unless given.
 */
public final class PipelineLoad {
  private static final int HOSTS = 31;
  private static final int GPUS_PER_HOST = 8;
  private static final int METRICS = 10;
  private static final int ROWS = HOSTS * GPUS_PER_HOST * METRICS;
  private static final int TEXT_TICKS = 600;

  private final Path directory;

  private PipelineLoad(Path directory) {
    this.directory = directory;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    long millions = arguments.length > 0 ? Long.parseLong(arguments[0]) : 30;
    Path directory = Files.createTempDirectory("pipeline-load");
    try {
      PipelineLoad load = new PipelineLoad(directory);
      load.fromMemory(millions * 1_000_000);
      load.fromText();
    } finally {
      remove(directory);
    }
  }

  /**
   * A small file, read once and then streamed pass after pass from memory; the first tenth warms
   * up.
   */
  private void fromMemory(long samples) throws IOException, InterruptedException {
    Path csv = simulate(directory.resolve("fleet.csv"), 1);
    long passes = samples / ROWS;
    long total = passes * ROWS;
    try (RunningPipeline pipeline = start("memory", csv, passes)) {
      long warm = pipeline.awaitSamples(total / 10);
      long from = System.nanoTime();
      long end = pipeline.awaitSamples(total);
      double seconds = (System.nanoTime() - from) / 1e9;
      System.out.printf(
          "from memory to queryable, synced:   %,12.0f samples/s  (%,d samples, %.1f s)%n",
          (end - warm) / seconds, end - warm, seconds);
      System.out.printf(
          "bytes a sample in the queue's log:  %12.2f%n", pipeline.queueBytes() / (double) total);
      System.out.printf(
          "bytes a sample in the store:        %12.2f%n", pipeline.storeBytes() / (double) total);
    }
  }

  /** A large file, one pass: reading and parsing text are part of it; the first tenth warms up. */
  private void fromText() throws IOException, InterruptedException {
    Path csv = simulate(directory.resolve("text.csv"), TEXT_TICKS);
    long total = (long) TEXT_TICKS * ROWS;
    long start = System.nanoTime();
    try (RunningPipeline pipeline = start("text", csv, 1)) {
      long warm = pipeline.awaitSamples(total / 10);
      long from = System.nanoTime();
      pipeline.awaitSamples(total);
      double seconds = (System.nanoTime() - from) / 1e9;
      double all = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          "from CSV text to queryable, synced: %,12.0f samples/s  (%,d of %,d rows, %.0f MB, %.1f s; %.1f s with start)%n",
          (total - warm) / seconds, total - warm, total, Files.size(csv) / 1e6, seconds, all);
    }
  }

  private RunningPipeline start(String name, Path csv, long passes) throws IOException {
    return RunningPipeline.start(
        directory.resolve(name),
        Map.of(
            "CSV_PATH",
            csv.toString(),
            "PASSES",
            Long.toString(passes),
            "RATE",
            "0",
            "MAX_LOG_BYTES",
            "2GiB"));
  }

  /** Writes the file: 31 hosts, 8 GPUs each, 10 metrics. */
  static Path simulate(Path csv, int ticks) throws IOException, InterruptedException {
    List<String> command =
        List.of(
            RunningPipeline.launcher(),
            "simulate",
            "--csv",
            csv.toString(),
            "--hosts",
            Integer.toString(HOSTS),
            "--gpus",
            Integer.toString(GPUS_PER_HOST),
            "--ticks",
            Integer.toString(ticks));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("simulate ended with " + code);
    }
    return csv;
  }

  /** Removes a directory with all that is in it. */
  public static void remove(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
