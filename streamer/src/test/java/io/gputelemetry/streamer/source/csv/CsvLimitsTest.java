package io.gputelemetry.streamer.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CsvLimitsTest {
  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();
  private static final long TEN_GIGABYTES = 10_000_000_000L;

  private static List<Double> values(String text, Tally tally) {
    InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    CsvRows rows = CsvRows.of("text", bytes, CATALOGUE, tally);
    List<Double> values = new ArrayList<>();
    for (Optional<CsvRows.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
      values.add(row.get().value());
    }
    return values;
  }

  /** A line of so many characters without an end, and a good row behind it. */
  private static final class LongLine extends Reader {
    private static final String TAIL = "\nM,GPU-1,7\n";
    private final char[] filler = new char[64 * 1024];
    private long left;
    private int tail;

    LongLine(long length) {
      left = length;
      Arrays.fill(filler, 'x');
    }

    @Override
    public int read(char[] target, int offset, int length) {
      if (left > 0) {
        int count = (int) Math.min(left, Math.min(length, filler.length));
        System.arraycopy(filler, 0, target, offset, count);
        left -= count;
        return count;
      }
      int count = Math.min(length, TAIL.length() - tail);
      TAIL.getChars(tail, tail + count, target, offset);
      tail += count;
      return count == 0 ? -1 : count;
    }

    @Override
    public void close() {}
  }

  @Test
  void line_of10Gigabytes_isLeftOutInConstantMemory() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<Rejection> rejected = new ArrayList<>();
    StringBuilder passed = new StringBuilder();
    long before = threads.getCurrentThreadAllocatedBytes();
    try (Reader reader =
        new RecordReader(
            new LongLine(TEN_GIGABYTES), RecordReader.RECORD_CHARS_MAX, rejected::add)) {
      char[] chunk = new char[8192];
      for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
        passed.append(chunk, 0, count);
      }
    }

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4_000_000);
    assertThat(passed).hasToString("M,GPU-1,7\n");
    assertThat(rejected).containsExactly(Rejection.TOO_LONG);
  }

  @Test
  void record_ofTheMostCharacters_isRead() {
    Tally tally = new Tally();
    int most = RecordReader.RECORD_CHARS_MAX - "M,GPU-1,1,\n".length();
    String row = "M,GPU-1,%d,%s\n";

    assertThat(
            values(
                "metric_name,uuid,value,pod\n"
                    + row.formatted(1, "p".repeat(most))
                    + row.formatted(2, "p".repeat(most + 1))
                    + row.formatted(3, "\"" + "p\n".repeat(most / 2 - 1) + "\""),
                tally))
        .containsExactly(1.0, 3.0);
    assertThat(tally.report().rejected()).isEqualTo(Map.of(Rejection.TOO_LONG, 1L));
  }

  @Test
  void columns_64_areReadAnd65AreRefused() {
    String more = ",c".repeat(61);
    assertThat(values("metric_name,uuid,value" + more + "\nM,GPU-1,1" + more + "\n", new Tally()))
        .containsExactly(1.0);
    assertThatThrownBy(() -> values("metric_name,uuid,value" + more + ",c\n", new Tally()))
        .isInstanceOf(SourceException.class)
        .hasMessage("text has 65 columns; at most 64 are read");
  }

  @Test
  void record_ofMoreFieldsThanAnyHeader_isRejected() {
    Tally tally = new Tally();
    assertThat(
            values(
                "metric_name,uuid,value\nM,GPU-1,1" + ",".repeat(60_000) + "\nM,GPU-1,2\n", tally))
        .containsExactly(2.0);
    assertThat(tally.report().rejected()).isEqualTo(Map.of(Rejection.FIELD_COUNT, 1L));
  }

  @Test
  void lineEnds_mixedWithAMarkAndNuls_areDefined() {
    Tally tally = new Tally();
    assertThat(
            values(
                "\uFEFFmetric_name,uuid,value\rM,GPU-1,1\r\nM,GPU-1,2\nM,GPU\0-1,3\rM,GPU-1,4\0",
                tally))
        .containsExactly(1.0, 2.0);
    assertThat(tally.report().rejected()).isEqualTo(Map.of(Rejection.NUL, 2L));
  }
}
