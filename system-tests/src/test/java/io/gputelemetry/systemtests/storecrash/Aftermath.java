package io.gputelemetry.systemtests.storecrash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.embedded.check.CheckListener;
import io.gputelemetry.embedded.check.Finding;
import io.gputelemetry.embedded.check.StoreCheck;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks at what a kill left. A copy is opened, so that the next writer finds the files as the kill
 * left them.
 */
final class Aftermath {
  private final Path directory;
  private final Path copy;

  Aftermath(Path directory, Path copy) {
    this.directory = directory;
    this.copy = copy;
  }

  /** Checks every byte, as {@code gpu-telemetry store verify} does. */
  void verify() throws IOException {
    List<Finding> damage = new ArrayList<>();
    CheckListener listener =
        new CheckListener() {
          @Override
          public void found(Finding finding) {
            if (finding.kind() != Finding.Kind.LEFT_OVER) {
              damage.add(finding);
            }
          }

          @Override
          public void checked(long bytes, long allBytes) {}
        };
    StoreCheck.check(RealDisk.toRead(directory), listener);
    assertThat(damage).as("found by the check of the files").isEmpty();
  }

  /**
   * Compares all rows with the model, and then what becomes of batches that come again.
   *
   * @param nowMicros the store's time of day
   * @param again batches, the order does not matter
   */
  void compare(RowModel model, long nowMicros, List<SampleBatch> again) throws IOException {
    copyAll(directory, copy);
    try (EmbeddedStore store = StoreWriterProcess.open(RealDisk.at(copy), () -> nowMicros)) {
      model.settle(rows(store));
      assertThat(store.stats().samples()).as("rows by the store's count").isEqualTo(model.size());
      assertThat(store.stats().damaged()).as("files that were set aside").isZero();
      appendTwice(model, again, store);
    }
    removeAll(copy);
  }

  private static void appendTwice(RowModel model, List<SampleBatch> batches, SampleStore store) {
    RowModel.Sequel sequel = model.new Sequel();
    for (int i = 0; i < 2; i++) {
      for (SampleBatch batch : batches) {
        assertThat(store.append(batch))
            .as("receipt of a batch that came before the kill")
            .isEqualTo(sequel.append(batch));
      }
    }
    assertThat(store.stats().samples()).as("rows after repeats").isEqualTo(sequel.size());
    assertThat(rows(store)).as("rows found after repeats").hasSize(sequel.size());
  }

  private static List<StoredSample> rows(SampleStore store) {
    List<GpuSummary> gpus = new ArrayList<>();
    store.gpus(GpuQuery.all(), gpus::add);
    List<StoredSample> rows = new ArrayList<>();
    for (GpuSummary gpu : gpus) {
      store.scan(ScanQuery.all(gpu.gpu().uuid()), rows::add);
    }
    return rows;
  }

  private static void copyAll(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private static void removeAll(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
