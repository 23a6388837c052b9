package io.gputelemetry.streamer.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rows that a store wrote out, which are read as they are. */
final class ExportedRowsTest {
  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();
  private static final String HEADER = "timestamp,metric_name,uuid,value\n";

  private final Tally tally = Tally.ofLines(2);

  @Test
  void values_ofEveryKind_areTaken() throws IOException {
    List<CsvRows.Row> rows =
        read(HEADER + times("NaN", "Infinity", "-Infinity", "-0.0", "2147483632", "1.7E308"));
    assertThat(rows.stream().map(CsvRows.Row::value))
        .containsExactly(
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            -0.0,
            2147483632.0,
            1.7E308);
    assertThat(rows.getFirst().sourceTimeMicros()).isEqualTo(1_752_871_354_000_001L);
    assertThat(tally.report().absent()).isEmpty();
  }

  @Test
  void badRows_areCountedWithTheirFirstLines_andTimesAreNeeded() throws IOException {
    String good = "2025-07-18T20:42:34.000001Z,M,GPU-1,1\n";
    List<CsvRows.Row> rows =
        read(
            HEADER
                + good
                + ",M,GPU-1,1\n"
                + "\"2025-07-18T20:42:34Z\",\"M\n\n\",GPU-1,1\n"
                + "yesterday,M,GPU-1,1\r\n"
                + "2025-07-18T20:42:34Z,M,GPU-1,high\r\n"
                + ",M,GPU-1,1\r\n"
                + "a\"b\",\"x\"y,\n"
                + "\r\n"
                + "1,2\n");
    assertThat(rows).hasSize(2);
    assertThat(tally.report().rejected())
        .isEqualTo(
            Map.of(
                Rejection.TIMESTAMP, 3L,
                Rejection.NUMBER, 1L,
                Rejection.QUOTES, 1L,
                Rejection.FIELD_COUNT, 1L));
    assertThat(tally.firstLines())
        .isEqualTo(
            Map.of(
                Rejection.TIMESTAMP, List.of(3L, 7L),
                Rejection.NUMBER, List.of(8L),
                Rejection.QUOTES, List.of(10L),
                Rejection.FIELD_COUNT, List.of(12L)));
  }

  @Test
  void header_withoutATime_isRefused() {
    assertThatExceptionOfType(SourceException.class)
        .isThrownBy(() -> read("metric_name,uuid,value\nM,GPU-1,1\n"))
        .withMessageContaining("no column timestamp");
    assertThatExceptionOfType(SourceException.class)
        .isThrownBy(() -> read("timestamp,uuid,value\n"))
        .withMessageContaining("no column metric_name");
    assertThatExceptionOfType(SourceException.class)
        .isThrownBy(() -> read(""))
        .withMessageContaining("is empty");
  }

  private static String times(String... values) {
    StringBuilder text = new StringBuilder();
    for (String value : values) {
      text.append("2025-07-18T20:42:34.000001Z,M,GPU-1,").append(value).append('\n');
    }
    return text.toString();
  }

  private List<CsvRows.Row> read(String text) throws IOException {
    InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    List<CsvRows.Row> read = new ArrayList<>();
    try (CsvRows rows = CsvRows.exported("text", bytes, CATALOGUE, tally)) {
      for (Optional<CsvRows.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        read.add(row.get());
      }
    }
    return read;
  }
}
