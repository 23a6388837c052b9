package io.gputelemetry.streamer.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.csv.LoadReport.BadRow;
import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvPathsTest {
  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();
  @TempDir private Path directory;

  private static byte[] csv(int... values) {
    StringBuilder text = new StringBuilder("metric_name,uuid,value\n");
    for (int value : values) {
      text.append("M,GPU-1,").append(value).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private Path put(String name, byte[] bytes) throws IOException {
    Path path = directory.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.write(path, bytes);
  }

  private static double[] values(String path) {
    CsvFile file = CsvFile.load(path, CATALOGUE);
    return IntStream.range(0, file.rows()).mapToDouble(file::value).toArray();
  }

  @Test
  void directory_ofFilesOfAnyCompression_isReadAsOneInTheOrderOfNames() throws IOException {
    put("b.csv.gz", gzip(csv(3, 4)));
    put("a.csv", csv(1, 2));
    put("c.csv.zst", Zstd.compress(csv(5)));
    put("notes.txt", csv(9));
    put("deeper/d.csv", csv(9));

    CsvFile file = CsvFile.load(directory.toString(), CATALOGUE);

    assertThat(values(directory.toString())).containsExactly(1, 2, 3, 4, 5);
    assertThat(file.series().size()).isOne();
    assertThat(file.path()).isEqualTo(directory.toString());
  }

  @Test
  void content_isTheTextWhateverItsNameAndCompression() throws IOException {
    long plain = content(put("a.csv", csv(1, 2)));
    assertThat(plain).isNotZero();
    assertThat(content(put("b.csv.gz", gzip(csv(1, 2))))).isEqualTo(plain);
    assertThat(content(put("c.csv.zst", Zstd.compress(csv(1, 2))))).isEqualTo(plain);
    assertThat(content(put("d.csv", csv(2, 1)))).isNotEqualTo(plain);
    assertThat(content(directory)).as("all of them").isNotEqualTo(plain);
  }

  private static long content(Path path) {
    return CsvFile.load(path, CATALOGUE).content();
  }

  @Test
  void compression_isToldByTheBytesNotByTheName() throws IOException {
    assertThat(values(put("a.csv", Zstd.compress(csv(1))).toString())).containsExactly(1);
    assertThat(values(put("b.csv.zst", gzip(csv(2))).toString())).containsExactly(2);
    assertThat(values(put("c.csv.gz", csv(3)).toString())).containsExactly(3);
  }

  @Test
  void compressedParts_behindEachOther_areOneText() throws IOException {
    byte[] more = "M,GPU-1,2\n".getBytes(StandardCharsets.UTF_8);
    for (byte[][] parts :
        new byte[][][] {{gzip(csv(1)), gzip(more)}, {Zstd.compress(csv(1)), Zstd.compress(more)}}) {
      byte[] both = Arrays.copyOf(parts[0], parts[0].length + parts[1].length);
      System.arraycopy(parts[1], 0, both, parts[0].length, parts[1].length);
      assertThat(values(put("a.csv", both).toString())).containsExactly(1, 2);
    }
  }

  @Test
  void zstandard_cutShort_isRefusedNamingTheFile() throws IOException {
    byte[] whole = Zstd.compress(csv(IntStream.range(0, 5_000).toArray()));
    String path = put("cut.csv.zst", Arrays.copyOf(whole, whole.length / 2)).toString();

    assertThatThrownBy(() -> values(path))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining(path)
        .hasMessageContaining("cannot be read to its end");
  }

  @Test
  void glob_inNameOrFolder_findsItsFiles() throws IOException {
    put("x/day-1.csv", csv(1));
    put("y/day-2.csv", csv(2));
    put("y/day-3.csv", csv(3));
    put("y/z/day-4.csv", csv(4));

    assertThat(values(directory.resolve("y/day-?.csv").toString())).containsExactly(2, 3);
    assertThat(values(directory.resolve("*/day-*.csv").toString())).containsExactly(1, 2, 3);
    assertThat(values(directory.resolve("**.csv").toString())).containsExactly(1, 2, 3, 4);
    assertThat(values(directory.resolve("{x,y}/day-[12].csv").toString())).containsExactly(1, 2);
  }

  @Test
  void hiddenFiles_areLeftOut_unlessTheyAreNamed() throws IOException {
    put("a.csv", csv(1));
    put(".hidden.csv", csv(2));
    put("..data/a.csv", csv(3));
    put(".folder/b.csv", csv(4));
    Path below = directory.resolve(".folder");

    assertThat(values(directory.toString())).containsExactly(1);
    assertThat(values(directory.resolve("*.csv").toString())).containsExactly(1);
    assertThat(values(directory.resolve("**.csv").toString())).containsExactly(1);
    assertThat(values(directory.resolve(".*.csv").toString())).containsExactly(2);
    assertThat(values(directory.resolve(".hidden.csv").toString())).containsExactly(2);
    assertThat(values(below.toString())).as("that folder itself").containsExactly(4);
    assertThat(values(below.resolve("*.csv").toString())).containsExactly(4);
  }

  @Test
  void file_whoseNameLooksLikeAPattern_isThatFile() throws IOException {
    put("day-1.csv", csv(1));
    assertThat(values(put("day-[1].csv", csv(2)).toString())).containsExactly(2);
  }

  @Test
  void nothing_toRead_saysWhere() throws IOException {
    put("notes.txt", csv(1));
    for (String[] wrong :
        new String[][] {
          {"", "is a directory without *.csv, *.csv.gz or *.csv.zst"},
          {"*.csv", "no file matches " + directory.resolve("*.csv")},
          {"none/*.csv", "no file matches"},
          {"[.csv", "is no pattern"},
          {"none.csv", "there is no file"}
        }) {
      assertThatThrownBy(() -> values(directory.resolve(wrong[0]).toString()))
          .isInstanceOf(SourceException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining(wrong[1]);
    }
  }

  @Test
  void report_ofSeveralFiles_namesTheFileOfABadRow() throws IOException {
    put("a.csv", csv(1, 2));
    Path bad = put("b.csv", "metric_name,uuid,value\nM,GPU-1,x\n".getBytes(StandardCharsets.UTF_8));

    LoadReport report = CsvFile.load(directory.toString(), CATALOGUE).report();

    assertThat(report.records()).isEqualTo(3);
    assertThat(report.firstBad()).containsExactly(new BadRow(bad.toString(), 3, Rejection.NUMBER));
  }

  @Test
  void file_ofSeveralWithoutItsHeader_isNamed() throws IOException {
    put("a.csv", csv(1));
    put("b.csv", "M,GPU-1,2\n".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> values(directory.toString()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining(directory.resolve("b.csv") + " has no column");
  }
}
