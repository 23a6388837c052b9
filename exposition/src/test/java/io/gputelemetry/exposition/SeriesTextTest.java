package io.gputelemetry.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.exposition.ExpositionText.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTextTest {

  @Test
  void series_givesItsNameAndLabels() {
    assertThat(SeriesText.parse("a{b=\"c\",d=\"1 \\\\ 2 \\\" 3 \\n 4\",}"))
        .contains(new SeriesText("a", new TreeMap<>(Map.of("b", "c", "d", "1 \\ 2 \" 3 \n 4"))));
    assertThat(SeriesText.parse("a")).contains(new SeriesText("a", new TreeMap<>()));
    assertThat(SeriesText.parse("{\"a.\\\"b\", \"c.d\"=\"e\"}"))
        .contains(new SeriesText("a.\"b", new TreeMap<>(Map.of("c.d", "e"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "a ", "a{", "a{}x", "a{b}", "{}", "a 1", "a{b=\"c\",b=\"c\"}"})
  void text_thatIsNoSeries_givesNone(String text) {
    assertThat(SeriesText.parse(text)).isEmpty();
  }

  @Test
  void series_withAnyLabels_comesBack() {
    for (long seed = 0; seed < 5_000; seed++) {
      SeriesText series = anySeries(new Random(seed));
      String text = write(series);
      List<String> read = new ArrayList<>();
      byte[] line = (text + " 1\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
      ExpositionText.read(
          Format.PROMETHEUS,
          line,
          line.length,
          new ExpositionText.Sink() {
            @Override
            public void sample(String found, double value, long timeMicros) {
              read.add(found);
            }

            @Override
            public void rejected(int at, ExpositionText.Rejection reason) {
              read.add(reason.label());
            }
          });
      assertThat(read).as("seed %d", seed).containsExactly(text);
      assertThat(SeriesText.parse(text)).as("seed %d", seed).contains(series);
    }
  }

  private static SeriesText anySeries(Random random) {
    SortedMap<String, String> labels = new TreeMap<>();
    int count = random.nextInt(ExpositionText.LABELS_MAX + 1);
    for (int i = 0; i < count; i++) {
      labels.put(anyText(random) + i, anyText(random));
    }
    return new SeriesText(anyText(random) + "n", labels);
  }

  private static String anyText(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(4)) {
        case 0 -> text.append("\\\"\n{},= #".charAt(random.nextInt(9)));
        case 1 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
        case 2 -> text.appendCodePoint(1 + random.nextInt(0xd7ff));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }

  private static String write(SeriesText series) {
    StringBuilder text = new StringBuilder("{");
    quote(text, series.name());
    series
        .labels()
        .forEach((name, value) -> {
          text.append(',');
          quote(text, name);
          text.append('=');
          quote(text, value);
        });
    return text.append('}').toString();
  }

  private static void quote(StringBuilder to, String text) {
    to.append('"')
        .append(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"))
        .append('"');
  }
}
