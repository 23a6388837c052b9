package io.gputelemetry.streamer.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFollowerTest {
  private static final String HEADER = "metric_name,uuid,value,pod\n";

  @TempDir private Path directory;
  private final Drops drops = new Drops(() -> 1);
  private final List<CsvFollower> followers = new ArrayList<>();
  private Path path = Path.of("");

  @BeforeEach
  void nameIt() {
    path = directory.resolve("live.csv");
  }

  @AfterEach
  void close() {
    followers.forEach(CsvFollower::close);
  }

  private CsvFollower follower(boolean fromTheEnd) {
    CsvFollower follower =
        new CsvFollower(path, fromTheEnd, MetricCatalogue.load(), new Tally(drops));
    followers.add(follower);
    return follower;
  }

  private void append(String text) throws IOException {
    Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String row(int value) {
    return "M,GPU-1," + value + ",\n";
  }

  /** What there is to read now. */
  private static List<Double> read(CsvFollower follower) {
    List<Double> values = new ArrayList<>();
    int calls = 0;
    while (follower.read(0, 3, (series, event, source, value) -> values.add(value)) > 0) {
      calls++;
    }
    assertThat(calls).isEqualTo((values.size() + 2) / 3);
    return values;
  }

  @Test
  void follower_fromTheBeginning_readsWhatIsThereAndWhatIsAppended() throws IOException {
    append(HEADER + row(1) + row(2));
    CsvFollower follower = follower(false);

    assertThat(read(follower)).containsExactly(1.0, 2.0);
    assertThat(read(follower)).isEmpty();
    append(row(3) + row(4) + row(5) + row(6));
    assertThat(read(follower)).containsExactly(3.0, 4.0, 5.0, 6.0);
    assertThat(follower.problem()).isEmpty();
    assertThat(follower.name()).isEqualTo("csv " + path + ", followed");
  }

  @Test
  void follower_fromTheEnd_leavesOutWhatIsThere() throws IOException {
    append(HEADER + row(1) + "M,GPU-1,");
    CsvFollower follower = follower(true);

    assertThat(read(follower)).isEmpty();
    append("2,\n" + row(3));
    assertThat(read(follower)).containsExactly(2.0, 3.0);
  }

  @Test
  void follower_fromTheEndOfAFileWithoutAWholeHeader_waitsForIt() throws IOException {
    append("metric_name,uu");
    CsvFollower follower = follower(true);

    assertThat(read(follower)).isEmpty();
    append("id,value\nM,GPU-1,1\n");
    assertThat(read(follower)).containsExactly(1.0);
  }

  @Test
  void line_withoutItsEnd_waitsUntilItIsWhole() throws IOException {
    append(HEADER + row(1) + "M,GPU-1,2");
    CsvFollower follower = follower(false);

    assertThat(read(follower)).containsExactly(1.0);
    append("3");
    assertThat(read(follower)).isEmpty();
    append(",\n");
    assertThat(read(follower)).containsExactly(23.0);
  }

  @Test
  void record_withALineEndInQuotes_waitsUntilItIsWhole() throws IOException {
    append(HEADER + "M,GPU-1,1,\"a\n");
    CsvFollower follower = follower(false);

    assertThat(read(follower)).isEmpty();
    append("b\"\n" + row(2));
    assertThat(read(follower)).containsExactly(1.0, 2.0);
  }

  @Test
  void file_renamedAndMadeAnew_isReadToItsEndAndThenTheNewOne() throws IOException {
    append(HEADER + row(1));
    CsvFollower follower = follower(false);
    assertThat(read(follower)).containsExactly(1.0);

    append(row(2) + "M,GPU-1,3,");
    Files.move(path, directory.resolve("live.csv.1"));
    append("value,uuid,metric_name\n4,GPU-1,M\n");

    assertThat(read(follower)).containsExactly(2.0, 3.0, 4.0);
    append("5,GPU-1,M\n");
    assertThat(read(follower)).containsExactly(5.0);
  }

  @Test
  void file_madeAnewWithoutAHeader_goesOnWithTheOldOne() throws IOException {
    append(HEADER + row(1));
    CsvFollower follower = follower(false);
    read(follower);

    Files.move(path, directory.resolve("live.csv.1"));
    append(row(2) + row(3));

    assertThat(read(follower)).containsExactly(2.0, 3.0);
    assertThat(drops.list()).isEmpty();
  }

  @Test
  void file_thatIsGone_isAProblemUntilThereIsAnother() throws IOException {
    append(HEADER + row(1));
    CsvFollower follower = follower(false);
    read(follower);

    Files.move(path, directory.resolve("live.csv.1"));
    assertThat(read(follower)).isEmpty();
    assertThat(follower.problem()).hasValueSatisfying(it -> assertThat(it).contains("is gone"));
    append(HEADER + row(2));
    assertThat(read(follower)).containsExactly(2.0);
    assertThat(follower.problem()).isEmpty();
  }

  @Test
  void file_truncated_isReadFromItsBeginning() throws IOException {
    append(HEADER + row(1) + row(2) + "M,GPU-1,3");
    CsvFollower follower = follower(false);
    assertThat(read(follower)).containsExactly(1.0, 2.0);

    Files.writeString(path, row(4));
    assertThat(read(follower)).containsExactly(4.0);
  }

  @Test
  void file_thatIsNotThereYet_isReadWhenItIs() throws IOException {
    CsvFollower follower = follower(true);

    assertThat(read(follower)).isEmpty();
    assertThat(follower.problem())
        .contains("there is no file " + path + " yet; it is read when it is there");
    append(HEADER + row(1));
    assertThat(read(follower)).containsExactly(1.0);
    assertThat(follower.problem()).isEmpty();
  }

  @Test
  void file_withoutTheColumns_isAProblemUntilItIsReplaced() throws IOException {
    append("a,b\n1,2\n");
    CsvFollower follower = follower(false);

    assertThat(read(follower)).isEmpty();
    assertThat(follower.problem())
        .hasValueSatisfying(it -> assertThat(it).contains("has no column"));
    append(row(1));
    assertThat(read(follower)).isEmpty();
    Files.delete(path);
    append(HEADER + row(2));
    assertThat(read(follower)).containsExactly(2.0);
    assertThat(follower.problem()).isEmpty();
  }

  @Test
  void file_thatIsCompressed_isAProblem() throws IOException {
    try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(path))) {
      gzip.write((HEADER + row(1)).getBytes(StandardCharsets.UTF_8));
    }
    for (boolean fromTheEnd : new boolean[] {true, false}) {
      CsvFollower follower = follower(fromTheEnd);
      assertThat(read(follower)).isEmpty();
      assertThat(follower.problem())
          .hasValueSatisfying(it -> assertThat(it).contains("is compressed (GZIP)"));
    }
  }

  @Test
  void compressedFile_readAgainAndAgain_staysThatProblemUntilItIsReplaced() throws IOException {
    byte[] bytes = new byte[1_000_000];
    new SplittableRandom(1).nextBytes(bytes);
    for (boolean fromTheEnd : new boolean[] {true, false}) {
      try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(path))) {
        gzip.write(bytes);
      }
      CsvFollower follower = follower(fromTheEnd);
      for (int i = 0; i < 3; i++) {
        assertThat(read(follower)).isEmpty();
        assertThat(follower.problem())
            .contains(path + " is compressed (GZIP); only plain text can be followed");
        append(row(i));
      }
      assertThat(drops.list()).isEmpty();

      Files.delete(path);
      append(HEADER + row(2));
      assertThat(read(follower)).containsExactly(2.0);
      assertThat(follower.problem()).isEmpty();
      Files.delete(path);
    }
  }

  @Test
  void follower_fromTheEndOfAFileWithoutTheColumns_staysThatProblemUntilItIsReplaced()
      throws IOException {
    append("a,b\n" + "1,2\n".repeat(200_000));
    CsvFollower follower = follower(true);
    for (int i = 0; i < 3; i++) {
      assertThat(read(follower)).isEmpty();
      assertThat(follower.problem())
          .hasValueSatisfying(it -> assertThat(it).contains("it names: [a, b]"));
      append(HEADER + row(i));
    }

    Files.writeString(path, HEADER + row(2));
    assertThat(read(follower)).containsExactly(2.0);
    assertThat(follower.problem()).isEmpty();
    assertThat(drops.list()).isEmpty();
  }

  @Test
  void follower_fromTheEndOfWhatCannotBeRead_beginsAtTheEndWhenItCan() throws IOException {
    Files.createDirectory(path);
    CsvFollower follower = follower(true);
    assertThat(read(follower)).isEmpty();
    assertThat(follower.problem()).isPresent();

    Files.delete(path);
    append(HEADER + row(1));
    assertThat(read(follower)).isEmpty();
    append(row(2));
    assertThat(read(follower)).containsExactly(2.0);
  }

  @Test
  void line_tooLong_isCountedAndLeftOut() throws IOException {
    append(HEADER + row(1));
    CsvFollower follower = follower(false);
    read(follower);
    for (int i = 0; i < 40; i++) {
      append("x".repeat(10_000));
      assertThat(read(follower)).isEmpty();
    }
    append("\n" + row(2));

    assertThat(read(follower)).containsExactly(2.0);
    assertThat(drops.list()).containsExactly(new Drop("bad_row_too_long", 1, 1, 1));
  }

  @Test
  void quote_neverClosed_holdsUpNoMoreThanARecordMayBeLong() throws IOException {
    append(HEADER + "M,GPU-1,1,\"a\n");
    CsvFollower follower = follower(false);
    assertThat(read(follower)).isEmpty();
    append(row(2).repeat(8_000));

    assertThat(read(follower)).hasSize(8_000).containsOnly(2.0);
    assertThat(drops.list()).containsExactly(new Drop("bad_row_quotes", 1, 1, 1));
  }

  @Test
  void badRows_areCountedByReason() throws IOException {
    append(HEADER + "M,GPU-1,x,\nM,,1,\nM,GPU-1,<<<NULL>>>,\n" + row(1));
    assertThat(read(follower(false))).containsExactly(1.0);
    assertThat(drops.list().stream().map(Drop::reason))
        .containsExactly("bad_row_number", "bad_row_uuid", "no_value_blank");
  }

  @Test
  void series_ofTheSameRow_isTheSameObjectUnderEachAttribution() throws IOException {
    append(HEADER + "M,GPU-1,1,a\nM,GPU-1,2,b\nM,GPU-1,3,a\nM,GPU-1,4,b\n");
    Set<SourceSeries> seen = new HashSet<>();
    List<Long> times = new ArrayList<>();
    follower(false)
        .read(
            0,
            10,
            (series, event, source, value) -> {
              seen.add(series);
              times.add(series.nextEventTime(7));
            });

    assertThat(seen).hasSize(2);
    assertThat(times).containsExactly(7L, 8L, 9L, 10L);
  }
}
