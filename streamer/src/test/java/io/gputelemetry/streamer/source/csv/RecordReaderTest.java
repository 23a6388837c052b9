package io.gputelemetry.streamer.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
  private static final int MAX = 20;
  private final List<Rejection> rejected = new ArrayList<>();

  private String read(String text) throws IOException {
    rejected.clear();
    return read(new StringReader(text));
  }

  private String read(Reader text) throws IOException {
    rejected.clear();
    try (Reader reader = new RecordReader(text, MAX, rejected::add)) {
      StringBuilder passed = new StringBuilder();
      char[] chunk = new char[7];
      for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
        passed.append(chunk, 0, count);
      }
      return passed.toString();
    }
  }

  @Test
  void text_withoutFault_passesUnchanged() throws IOException {
    for (String text :
        List.of(
            "",
            "\n",
            "a,b\nc,d",
            "a,b\r\nc,d\r\n",
            "\"a,\"\"b\"\"\",\"c\nd\"\ne\n",
            "a,5\" disk\nb,\"\"\n",
            "12345678901234567890")) {
      assertThat(read(text)).isEqualTo(text);
      assertThat(rejected).isEmpty();
    }
  }

  @Test
  void byteOrderMark_atTheBeginning_isLeftOut() throws IOException {
    assertThat(read("\uFEFFa,b\n\uFEFFc\n")).isEqualTo("a,b\n\uFEFFc\n");
    assertThat(read("\uFEFF")).isEmpty();
  }

  @Test
  void record_tooLong_isLeftOutAlone() throws IOException {
    assertThat(read("a\n" + "x".repeat(500) + "\nb\n")).isEqualTo("a\nb\n");
    assertThat(rejected).containsExactly(Rejection.TOO_LONG);
    assertThat(read("a\n" + "x".repeat(21))).isEqualTo("a\n");
    assertThat(rejected).containsExactly(Rejection.TOO_LONG);
  }

  /** Whether a text comes in one piece, as from a file, or in many, as from a sender. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 1_000})
  void record_ofAnyKind_isRejectedForTheSameReasonHoweverItArrives(int piece) throws IOException {
    String longLine = "\"" + "x".repeat(30) + "\",1\n";
    String longRecord = "\"" + "x\n".repeat(30) + "\",1\n";
    assertThat(read(pieces("a\n" + longLine + "b\n", piece))).isEqualTo("a\nb\n");
    assertThat(rejected).containsExactly(Rejection.TOO_LONG);
    assertThat(read(pieces(longRecord, piece))).startsWith("x\nx\n");
    assertThat(rejected).first().isEqualTo(Rejection.QUOTES);
    assertThat(read(pieces("x".repeat(30) + "\0\n", piece))).isEmpty();
    assertThat(rejected).containsExactly(Rejection.TOO_LONG);
  }

  private static Reader pieces(String text, int most) {
    return new FilterReader(new StringReader(text)) {
      @Override
      public int read(char[] target, int offset, int length) throws IOException {
        return in.read(target, offset, Math.min(length, most));
      }
    };
  }

  @Test
  void quote_neverClosed_costsOnlyItsLine() throws IOException {
    assertThat(read("a,\"b\nc,d\ne,f\ng,h\ni,j\nk,l\n")).isEqualTo("c,d\ne,f\ng,h\ni,j\nk,l\n");
    assertThat(rejected).containsExactly(Rejection.QUOTES);
    assertThat(read("a,b\nc,\"d")).isEqualTo("a,b\n");
    assertThat(rejected).containsExactly(Rejection.QUOTES);
  }

  @Test
  void quote_withSomethingBehindIt_costsItsLine() throws IOException {
    assertThat(read("\"a\"b,c\nd\n")).isEqualTo("d\n");
    assertThat(rejected).containsExactly(Rejection.QUOTES);
  }

  @Test
  void text_ofAnyKind_passesOrIsRejectedInWholeLines() throws IOException {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int left = random.nextInt(80); left > 0; left--) {
        text.append("ab,,\"\"\n\r".charAt(random.nextInt(8)));
      }
      String passed = read(text.toString());
      if (rejected.isEmpty()) {
        assertThat(passed).as("seed %d", seed).isEqualTo(text.toString());
      } else {
        assertThat(passed.length()).as("seed %d", seed).isLessThan(text.length());
      }
    }
  }

  @Test
  void record_withANul_isLeftOutAlone() throws IOException {
    assertThat(read("a,b\nc\0,d\n\0\0\0\ne,f\n")).isEqualTo("a,b\ne,f\n");
    assertThat(rejected).containsExactly(Rejection.NUL, Rejection.NUL);
    assertThat(read("\"a\0\",b\nc\n")).isEqualTo("c\n");
    assertThat(rejected).containsExactly(Rejection.NUL);
  }

  @Test
  void lineEnds_ofEveryKind_endARecord() throws IOException {
    String tooLong = "x".repeat(30);
    assertThat(read("a\r" + tooLong + "\rb\r\n" + tooLong + "\r\nc\n")).isEqualTo("a\rb\r\n\nc\n");
    assertThat(rejected).containsExactly(Rejection.TOO_LONG, Rejection.TOO_LONG);
  }
}
