package io.gputelemetry.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void rows_thatAreUsable_areCounted() throws IOException {
    assertThat(CsvCount.of(new StringReader(FILE))).isEqualTo(new CsvCount(2, 2, 3));
  }

  @Test
  void lines_endingWithCarriageReturnOrNotAtAll_areCountedTheSame() throws IOException {
    String other = FILE.replace("\n", "\r\n").strip();
    assertThat(CsvCount.of(new StringReader(other))).isEqualTo(new CsvCount(2, 2, 3));
  }

  @Test
  void file_plainOrGzip_isCounted(@TempDir Path directory) throws IOException {
    Path plain = Files.writeString(directory.resolve("a.csv"), FILE);
    Path packed = directory.resolve("a.csv.gz");
    try (OutputStream bytes = new GZIPOutputStream(Files.newOutputStream(packed))) {
      bytes.write(FILE.getBytes(UTF_8));
    }
    assertThat(CsvCount.of(plain)).isEqualTo(CsvCount.of(packed)).isEqualTo(new CsvCount(2, 2, 3));
  }
}
