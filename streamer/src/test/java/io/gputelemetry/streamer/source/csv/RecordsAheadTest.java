package io.gputelemetry.streamer.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RecordsAheadTest {
  private static final int RECORDS = 60_000;

  /** Opens records of a text. */
  private interface Opening {
    Records open(Reader text, Consumer<LoadReport.Rejection> onRejected) throws IOException;
  }

  /** What came, in its order, with its line. */
  private static List<String> all(Opening opening, Reader text) throws IOException {
    List<String> came = new ArrayList<>();
    Records[] self = new Records[1];
    try (Records records = opening.open(text, kind -> came.add(kind + " at " + self[0].line()))) {
      self[0] = records;
      for (Optional<String[]> next = records.next(); next.isPresent(); next = records.next()) {
        came.add(String.join("|", next.get()) + " at " + records.line());
      }
      assertThat(records.next()).isEmpty();
    }
    return came;
  }

  @Test
  void records_goodAndBad_comeAsIfParsedWhenAskedFor() throws IOException {
    for (int seed = 0; seed < 5; seed++) {
      String text = text(new Random(seed));
      List<String> ahead = all(RecordsAhead::new, new StringReader(text));
      assertThat(ahead)
          .as("seed %d", seed)
          .isEqualTo(all(ParsedRecords::new, new StringReader(text)))
          .anyMatch(each -> each.startsWith("QUOTES at "))
          .hasSizeGreaterThan(RECORDS / 2);
    }
  }

  @Test
  void failure_whileReading_comesBehindTheRecordsBeforeIt() throws IOException {
    Reader failing =
        new Reader() {
          private int left = 100_000;

          @Override
          public int read(char[] target, int offset, int length) throws IOException {
            if (left == 0) {
              throw new IOException("the disk is gone");
            }
            left--;
            target[offset] = left % 10 == 0 ? '\n' : 'x';
            return 1;
          }

          @Override
          public void close() {}
        };
    List<String> came = new ArrayList<>();
    try (Records records = new RecordsAhead(failing, kind -> came.add(kind.toString()))) {
      assertThatThrownBy(
              () -> {
                for (var next = records.next(); next.isPresent(); next = records.next()) {
                  came.add(next.get()[0]);
                }
              })
          .isInstanceOf(UncheckedIOException.class)
          .hasRootCauseMessage("the disk is gone");
      assertThat(records.next()).isEmpty();
    }
    assertThat(came).hasSize(10_000).allMatch("xxxxxxxxx"::equals);
  }

  @Test
  void close_beforeTheEnd_endsTheThreadAndClosesTheText() throws IOException {
    boolean[] closed = new boolean[1];
    Reader endless =
        new Reader() {
          @Override
          public int read(char[] target, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
              target[i] = i % 8 == 0 ? '\n' : 'x';
            }
            return length;
          }

          @Override
          public void close() {
            closed[0] = true;
          }
        };
    Records records = new RecordsAhead(endless, kind -> {});
    assertThat(records.next()).isPresent();
    records.close();
    assertThat(closed[0]).isTrue();
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().equals("csv-parser") && thread.isAlive());
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int record = 0; record < RECORDS; record++) {
      switch (random.nextInt(20)) {
        case 0 -> text.append("\"never closed,\n");
        case 1 -> text.append("\"a\"b,stray\n");
        case 2 -> text.append("\"two\nlines\",").append(record).append("\r\n");
        case 3 -> text.append("nul\0\n");
        default ->
            text.append(record).append(",\"").append("x".repeat(random.nextInt(40))).append("\"\n");
      }
    }
    return text.toString();
  }
}
