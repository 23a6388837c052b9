package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelTextTest {

  @Test
  void labels_withEscapesAndCommas_areRead() {
    assertThat(LabelText.parse("a=\"1,2\",b=\"say \\\"hi\\\"\", c=\"x\\\\y\\nz\",d=\"\""))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("a", "1,2", "b", "say \"hi\"", "c", "x\\y\nz", "d", ""));
  }

  @Test
  void labels_malformed_endWhereTheyCannotBeRead() {
    assertThat(LabelText.parse("a=\"1\",b=\"open")).isEqualTo(Map.of("a", "1"));
    assertThat(LabelText.parse("nothing")).isEmpty();
    assertThat(LabelText.parse("")).isEmpty();
    for (long seed = 0; seed < 5_000; seed++) {
      LabelText.parse(Fleet.text(new Random(seed)));
    }
  }

  @Test
  void series_takesMigInstanceAndDistinguishingLabelsOnly() {
    Map<String, String> labels =
        LabelText.parse("GPU_I_ID=\"3\",nvlink=\"5\",job=\"dcgm\",xid=\"\",pod=\"p\"");

    Series series = LabelText.series("GPU-1", "M", labels);

    assertThat(series).isEqualTo(new Series("GPU-1", "3", "M", series.identityLabels()));
    assertThat(series.identityLabels()).isEqualTo(Map.of("nvlink", "5"));
  }

  @Test
  void series_ofCountsPerClockEvent_areDistinct() {
    Series one = LabelText.series("GPU-1", "M", Map.of("clock_event", "sw_power_cap"));
    Series other = LabelText.series("GPU-1", "M", Map.of("clock_event", "hw_slowdown"));

    assertThat(one).isNotEqualTo(other);
  }

  @Test
  void labels_written_areReadBack() {
    for (long seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      SortedMap<String, String> labels = new TreeMap<>();
      for (int left = random.nextInt(4); left > 0; left--) {
        labels.put("l" + random.nextInt(10), Fleet.text(random));
      }
      String text = LabelText.write(labels);
      assertThat(LabelText.parse(text)).as("seed %d: %s", seed, text).isEqualTo(labels);
    }
  }

  @Test
  void attribution_exportedByAScrape_wins() {
    assertThat(LabelText.attribution(Map.of("pod", "exporter", "exported_pod", "job"), "pod"))
        .isEqualTo("job");
    assertThat(LabelText.attribution(Map.of("pod", "job"), "pod")).isEqualTo("job");
    assertThat(LabelText.attribution(Map.of(), "pod")).isEmpty();
  }

  @Test
  void labels_ofASeries_makeTheSeriesAgain() {
    for (String text : List.of("", "GPU_I_ID=\"3\"", "nvlink=\"0\",GPU_I_ID=\"1\",pod=\"a\"")) {
      Series series = LabelText.series("GPU-1", "M", LabelText.parse(text));
      assertThat(LabelText.series("GPU-1", "M", LabelText.labels(series))).isEqualTo(series);
    }
    Series unknown = new Series("GPU-1", "", "M", new TreeMap<>(Map.of("colour", "red")));
    assertThat(LabelText.labels(unknown)).containsExactly(Map.entry("colour", "red"));
  }
}
