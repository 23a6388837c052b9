package io.gputelemetry.streamer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.streamer.source.csv.CsvFile;
import io.gputelemetry.telemetry.BatchOrigin;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RangeBatchTest {
  @TempDir private Path directory;

  private CsvFile load(String text) throws IOException {
    return CsvFile.load(
        Files.writeString(directory.resolve("a.csv"), text), MetricCatalogue.load());
  }

  private static SampleBatch batch(RangeBatch batches, long firstRow, int count) {
    return new SampleBatchCodec().decode(batches.encode(firstRow, count, 1_000, BatchOrigin.NONE));
  }

  @Test
  void range_small_carriesOnlyItsSeries() {
    CsvFile file = Fixture.file(directory, 2);
    RangeBatch batches = new RangeBatch(file);
    for (int range = 0; range < 3; range++) {
      SampleBatch small = batch(batches, 75, 10);
      assertThat(small.dictionary()).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertThat(small.dictionary().get(small.series(i)))
            .isEqualTo(file.series().identities().get(file.series(75 + i)));
        assertThat(small.value(i)).isEqualTo(file.value(75 + i));
        assertThat(small.eventTime(i)).isEqualTo(1_000);
      }
      assertThat(batch(batches, 0, 40).dictionary()).isEqualTo(file.series().identities());
    }
  }

  @Test
  void series_underTwoAttributions_getsDifferentTimes() throws IOException {
    CsvFile file = load("metric_name,uuid,value,pod\nM,GPU-1,1,a\nM,GPU-1,2,b\nM,GPU-1,3,a\n");
    SampleBatch batch = batch(new RangeBatch(file), 0, 3);

    assertThat(file.series().size()).isEqualTo(2);
    assertThat(batch.eventTime(0)).isEqualTo(1_000);
    assertThat(batch.eventTime(1)).isEqualTo(1_001);
    assertThat(batch.eventTime(2)).isEqualTo(1_002);
  }

  @Test
  void range_beyondTheEndOfTheFile_goesOnAtItsBeginning() throws IOException {
    CsvFile file = load("metric_name,uuid,value\nM,GPU-1,1\nM,GPU-2,2\nM,GPU-3,3\n");
    SampleBatch batch = batch(new RangeBatch(file), 5, 3);

    assertThat(batch.value(0)).isEqualTo(3);
    assertThat(batch.value(1)).isEqualTo(1);
    assertThat(batch.value(2)).isEqualTo(2);
  }

  @Test
  void rows_withLargeLabels_areLeasedInSmallerRanges() throws IOException {
    StringBuilder text = new StringBuilder("metric_name,uuid,value,labels_raw\n");
    for (int i = 0; i < 400; i++) {
      text.append("M,GPU-%d,1,\"a=\"\"%s\"\"\"\n".formatted(i, Integer.toString(i).repeat(2_000)));
    }
    RangeBatch batches = new RangeBatch(load(text.toString()));

    assertThat(batches.maxRows()).isBetween(50, 120);
    assertThat(batches.encode(0, batches.maxRows(), 1, BatchOrigin.NONE).remaining())
        .isLessThan(1_000_000);
  }

  @Test
  void rowsWithLargeLabelsInOnePlace_leaveNoRangeThatIsTooLarge() throws IOException {
    StringBuilder text = new StringBuilder("metric_name,uuid,value,labels_raw\n");
    for (int i = 0; i < 2_000; i++) {
      String label = Integer.toString(10_000 + i).repeat(i < 1_900 ? 1 : 2_500);
      text.append("M,GPU-%d,1,\"a=\"\"%s\"\"\"\n".formatted(i, label));
    }
    CsvFile file = load(text.toString());
    RangeBatch batches = new RangeBatch(file);

    for (int first = 0; first < file.rows(); first += 7) {
      assertThat(batches.encode(first, batches.maxRows(), 1, BatchOrigin.NONE).remaining())
          .isLessThan(900_001);
    }
    assertThat(batches.maxRows()).isBetween(15, 72);
  }

  @Test
  void config_impossible_isRefusedWithTheReason() {
    StreamerConfig ok = StreamerConfig.defaults();
    assertThatThrownBy(() -> ok.withRate(-1)).hasMessageContaining("rate");
    assertThatThrownBy(() -> ok.withRate(Double.NaN)).hasMessageContaining("rate");
    assertThatThrownBy(() -> ok.withPasses(-1)).hasMessageContaining("passes");
    assertThatThrownBy(() -> config(0, Duration.ofMillis(1))).hasMessageContaining("batchSize");
    assertThatThrownBy(() -> config(10_001, Duration.ofMillis(1)))
        .hasMessageContaining("batchSize");
    assertThatThrownBy(() -> config(1, Duration.ZERO)).hasMessageContaining("collectInterval");
  }

  private static StreamerConfig config(int batchSize, Duration interval) {
    StreamerConfig ok = StreamerConfig.defaults();
    return new StreamerConfig(
        ok.topic(),
        ok.streamId(),
        ok.rate(),
        batchSize,
        interval,
        ok.passes(),
        ok.backlogBytes(),
        ok.publishDeadline(),
        ok.closeGrace());
  }
}
