package io.gputelemetry.embedded.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.Journal;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.Series;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private final SimulatedDisk disk = new SimulatedDisk();

  @Test
  void reopen_afterSyncAndCrash_sameNumbers() throws IOException {
    Catalog catalog = Catalog.open(disk);
    for (int i = 0; i < 2_000; i++) {
      assertThat(catalog.addSeries(series(i))).isEqualTo(i);
      assertThat(catalog.addDescription(description(i))).isEqualTo(i);
      catalog.append(i);
    }
    catalog.sync(2_000);
    disk.crash(new Random(1));

    try (Catalog again = Catalog.open(disk)) {
      assertThat(again.seriesCount()).isEqualTo(2_000);
      assertThat(again.descriptionCount()).isEqualTo(2_000);
      for (int i = 0; i < 2_000; i++) {
        assertThat(again.series(i)).isEqualTo(series(i));
        assertThat(again.description(i)).isEqualTo(description(i));
        assertThat(again.idOfSeries(series(i))).isEqualTo(i);
        assertThat(again.idOfDescription(description(i))).isEqualTo(i);
      }
      assertThat(again.addSeries(series(2_000))).isEqualTo(2_000);
    }
  }

  @Test
  void add_known_sameNumberAndNothingWritten() throws IOException {
    try (Catalog catalog = Catalog.open(disk)) {
      int series = catalog.addSeries(series(1));
      int description = catalog.addDescription(description(1));
      catalog.sync(1);
      long bytes = catalog.bytes();

      assertThat(catalog.addSeries(series(1))).isEqualTo(series);
      assertThat(catalog.addDescription(description(1))).isEqualTo(description);
      catalog.sync(2);

      assertThat(catalog.bytes()).isEqualTo(bytes);
    }
  }

  @Test
  void ids_ofTheUnknown_unknown() throws IOException {
    try (Catalog catalog = Catalog.open(disk)) {
      assertThat(catalog.idOfSeries(series(1))).isEqualTo(Catalog.UNKNOWN);
      assertThat(catalog.idOfDescription(description(1))).isEqualTo(Catalog.UNKNOWN);
    }
  }

  @Test
  void seriesOfAGpu_addedInAnyOrder_sorted() throws IOException {
    try (Catalog catalog = Catalog.open(disk)) {
      for (String metric : List.of("C", "A", "D", "B")) {
        catalog.addSeries(Series.of("gpu", metric));
      }
      assertThat(catalog.seriesByGpu().get("gpu")).containsExactly(1, 3, 0, 2);
    }
  }

  @Test
  void open_recordOfUnknownKind_refused() throws IOException {
    try (Journal journal =
        Journal.open(
            disk,
            JournalConfig.DEFAULT,
            () -> ByteBuffer.allocate(0),
            Journal.Replay.ALL,
            batch -> {})) {
      ByteBuffer body = ByteBuffer.wrap(new byte[] {'Z'});
      journal.append(new Entry(1, 0, Entry.Tag.NONE, List.of(body)), 1);
    }
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> Catalog.open(disk))
        .withMessageContaining("kind 90");
  }

  private static Series series(int i) {
    return new Series(
        "GPU-" + i / 10,
        i % 3 == 0 ? "" : "mig" + i % 3,
        "M" + i,
        new TreeMap<>(Map.of("l", "ü" + i)));
  }

  private static Description description(int i) {
    return new Description(
        new Gpu("GPU-" + i, i, "nvidia" + i, "model", "host" + i),
        new Attribution("pod" + i, "ns", "", new LabelTemplate("labels" + i % 7)));
  }
}
