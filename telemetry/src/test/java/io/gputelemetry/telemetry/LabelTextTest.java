package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
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
  void attribution_exportedByAScrape_wins() {
    assertThat(LabelText.attribution(Map.of("pod", "exporter", "exported_pod", "job"), "pod"))
        .isEqualTo("job");
    assertThat(LabelText.attribution(Map.of("pod", "job"), "pod")).isEqualTo("job");
    assertThat(LabelText.attribution(Map.of(), "pod")).isEmpty();
  }
}
