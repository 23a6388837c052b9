package io.gputelemetry.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.streamer.source.csv.CsvRows;
import io.gputelemetry.streamer.source.csv.Tally;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvCountTest {
  private static final String FILE =
      """
      \ufefftimestamp,metric_name,uuid,value,labels_raw
      t,A,GPU-1,1,"x=""a,b"",
      y=""c""\"
      "t","B","GPU-1","2.5","z"
      t,A,GPU-2,-3e7,
      t,A,GPU-3,N/A,
      t,A,GPU-4,NaN,
      t,A,,5,
      t,,GPU-6,5,
      t,A,GPU-5
      """;

  private static final CsvCount COUNT =
      new CsvCount(
          2,
          2,
          3,
          Map.of(
              "bad_row_number", 1L,
              "no_value_not_a_number", 1L,
              "bad_row_uuid", 1L,
              "bad_row_metric", 1L,
              "bad_row_field_count", 1L));

  @Test
  void rows_thatAreUsable_areCounted() throws IOException {
    assertThat(CsvCount.of(new StringReader(FILE))).isEqualTo(COUNT);
  }

  @Test
  void lines_endingWithCarriageReturnOrNotAtAll_areCountedTheSame() throws IOException {
    String other = FILE.replace("\n", "\r\n").strip();
    assertThat(CsvCount.of(new StringReader(other))).isEqualTo(COUNT);
  }

  @Test
  void file_plainOrGzip_isCounted(@TempDir Path directory) throws IOException {
    Path plain = Files.writeString(directory.resolve("a.csv"), FILE);
    Path packed = directory.resolve("a.csv.gz");
    try (OutputStream bytes = new GZIPOutputStream(Files.newOutputStream(packed))) {
      bytes.write(FILE.getBytes(UTF_8));
    }
    assertThat(CsvCount.of(List.of(plain))).isEqualTo(COUNT);
    assertThat(CsvCount.of(List.of(packed))).isEqualTo(COUNT);
    assertThat(CsvCount.of(List.of(packed, plain)).rows()).isEqualTo(6);
  }

  /** The same text through the pipeline's reader: whoever changes one of them sees the other. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "A,GPU-1,9223372036854775794\nA,GPU-1,9223372036854775807\nA,GPU-1,9.3e18\n",
        "A,GPU-1,2147483634\nA,GPU-1,2.147483633e9\nA,GPU-1,2147483636\nA,GPU-1,Infinity\n",
        "A,GPU-1,140737488355328.2\nA,GPU-1,<<<NOT_PERM>>>\nA,GPU-1,<<<X>>>\nA,GPU-1,-NaN\n",
        "A,GPU\0-1,1\nA,GPU-2,1\n\n\nA,GPU-2\n",
        "A,\"GPU-1\"x,1\nA,\"GPU-2\nA,GPU-3,1\nA,G\"PU-4,1\nA,\"GP\nU\",1\n",
        "A,<long>,1\nA,\"<long>\",1\nA,GPU-2,1\nA,\"x\n<long>\",1\nA,GPU-2,2\n"
      })
  void rows_thatAStreamerLeavesOut_areLeftOutForTheSameReasons(String rows) throws IOException {
    String text = "metric_name,uuid,value\n" + rows.replace("<long>", "x".repeat(70_000));
    Drops drops = new Drops(() -> 1);
    Tally tally = new Tally(drops);
    long kept = 0;
    try (CsvRows read =
        CsvRows.of(
            "text",
            new ByteArrayInputStream(text.getBytes(UTF_8)),
            MetricCatalogue.load(),
            tally)) {
      while (read.next().isPresent()) {
        kept++;
      }
    }
    CsvCount count = CsvCount.of(new StringReader(text));
    assertThat(count.rows()).isEqualTo(kept);
    assertThat(count.leftOut())
        .isEqualTo(drops.list().stream().collect(Collectors.toMap(Drop::reason, Drop::count)));
  }
}
