package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.app.terminal.AskedBroker.Ended;
import io.gputelemetry.embedded.EmbeddedConfig;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A store in a data directory that no process has, and the command that works on it. */
final class StoredRows {
  /** Seals whatever is appended. */
  static final EmbeddedConfig TINY = EmbeddedConfig.DEFAULT.withHeadBytes(1_024);

  private StoredRows() {}

  /** Runs {@code store …}. */
  static Ended store(String... args) {
    return input("", args);
  }

  static Ended input(String in, String... args) {
    TestApp app = new TestApp();
    app.machine.in = in;
    List<String> all = new ArrayList<>(List.of("store"));
    all.addAll(List.of(args));
    ExitCode code = app.run(all.toArray(String[]::new));
    return new Ended(code, app.machine.out(), app.machine.err());
  }

  static SampleStore open(Path data, EmbeddedConfig config) throws IOException {
    RealDisk disk = RealDisk.at(data.resolve("store"));
    return EmbeddedStore.open(disk, config, () -> 1_752_871_360_000_000L, failure -> {});
  }

  /** Appends rows of one series, the first at a time, the others a millisecond apart. */
  static void append(SampleStore store, SeriesIdentity series, long start, double... values) {
    SampleBatch.Builder batch = new SampleBatch.Builder();
    int index = batch.index(series);
    for (int i = 0; i < values.length; i++) {
      batch.add(index, start + i * 1_000L, SampleBatch.NO_SOURCE_TIME, values[i]);
    }
    store.append(batch.build());
  }

  /** Every row, GPU after GPU. */
  static List<StoredSample> rows(Path data) throws IOException {
    List<StoredSample> rows = new ArrayList<>();
    try (SampleStore store = open(data, EmbeddedConfig.DEFAULT)) {
      List<String> gpus = new ArrayList<>();
      store.gpus(GpuQuery.all(), summary -> gpus.add(summary.gpu().uuid()));
      gpus.forEach(uuid -> store.scan(ScanQuery.all(uuid), rows::add));
    }
    return rows;
  }

  static List<Path> sealed(Path data) throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("store").resolve("sealed"))) {
      return files.sorted().toList();
    }
  }
}
