package io.gputelemetry.app.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class CsvFormTest {
  private static final long TIME = 1_752_871_354_000_001L;

  private final Losses losses = new Losses();
  private final CsvForm form = new CsvForm(MetricCatalogue.load(), losses);

  @Test
  void times_areInUtc_toTheMicrosecond() {
    EventTimeText text = new EventTimeText();
    assertThat(text.of(TIME)).isEqualTo("2025-07-18T20:42:34.000001Z");
    assertThat(text.of(TIME + 999_998)).isEqualTo("2025-07-18T20:42:34.999999Z");
    assertThat(text.of(-1)).isEqualTo("1969-12-31T23:59:59.999999Z");
    assertThat(text.of(0)).isEqualTo("1970-01-01T00:00:00.000000Z");
  }

  @Test
  void values_areTheShortestTextOfTheSameNumber() {
    assertThat(CsvForm.value(87)).isEqualTo("87");
    assertThat(CsvForm.value(-0.0)).isEqualTo("-0.0");
    assertThat(CsvForm.value(0.1)).isEqualTo("0.1");
    assertThat(CsvForm.value(1e15)).isEqualTo("1.0E15");
    assertThat(CsvForm.value(Double.NaN)).isEqualTo("NaN");
  }

  @Test
  void rowsThatComeBackAsTheyAre_loseNothing() {
    assertThat(form.fields(row("M", "pod", 1)))
        .containsExactly(
            "2025-07-18T20:42:34.000001Z", "M", "", "d", "GPU-1", "m", "h", "", "pod", "", "1", "");
    assertThat(losses.sentences()).isEmpty();
  }

  @Test
  void rowsThatDoNot_areCountedByWhatIsLost() {
    var _ = form.fields(row("M", "a\0b", 1));
    var _ = form.fields(row("M", "x".repeat(65_000), 1));
    var _ = form.fields(row(" ", "pod", 1));
    var _ = form.fields(row(" M ", "pod", 1));
    var _ = form.fields(row("M", " pod", 1));
    var _ = form.fields(row("M", "pod", Double.longBitsToDouble(0x7ff0000000000002L)));
    StoredSample timed = row("M", "pod", 1);
    var _ =
        form.fields(
            new StoredSample(timed.identity(), TIME, OptionalLong.of(5), TIME, timed.value()));
    assertThat(losses.sentences())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("1 rows come back with another label text"),
            line -> assertThat(line).startsWith("1 rows come back as another series"),
            line -> assertThat(line).startsWith("3 rows cannot be read again"),
            line -> assertThat(line).startsWith("1 rows have a source time"),
            line -> assertThat(line).startsWith("1 values are a NaN"));
  }

  private static StoredSample row(String metric, String pod, double value) {
    SeriesIdentity identity =
        new SeriesIdentity(
            Series.of("GPU-1", metric),
            new Gpu("GPU-1", -1, "d", "m", "h"),
            new Attribution(pod, "", "", LabelTemplate.EMPTY));
    return new StoredSample(identity, TIME, OptionalLong.empty(), TIME, value);
  }
}
