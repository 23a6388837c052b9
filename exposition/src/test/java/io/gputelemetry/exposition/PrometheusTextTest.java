package io.gputelemetry.exposition;

import static io.gputelemetry.exposition.ExpositionText.Format.PROMETHEUS;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.exposition.ExpositionText.Format;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {

  private static List<String> read(String text) {
    return Lines.of(PROMETHEUS, text);
  }

  @Test
  void text_ofAnExporter_givesItsSamples() {
    String text =
        """
        # HELP DCGM_FI_DEV_GPU_UTIL GPU utilization (in %).
        # TYPE DCGM_FI_DEV_GPU_UTIL gauge
        DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-1",device="nvidia0",modelName="NVIDIA H100",Hostname="h1"} 45
        DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-2",device="nvidia1",modelName="NVIDIA H100",Hostname="h1"} 0

        up 1
        """;
    assertThat(read(text))
        .containsExactly(
            "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\",UUID=\"GPU-1\",device=\"nvidia0\",modelName=\"NVIDIA"
                + " H100\",Hostname=\"h1\"}=45.0",
            "DCGM_FI_DEV_GPU_UTIL{gpu=\"1\",UUID=\"GPU-2\",device=\"nvidia1\",modelName=\"NVIDIA"
                + " H100\",Hostname=\"h1\"}=0.0",
            "up=1.0");
  }

  @Test
  void text_ofTheFormatsDescription_isReadWhole() {
    String text =
        """
        # Escaping in label values:
        msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9

        metric_without_timestamp_and_labels 12.47
        http_requests_total{method="post",code="200"} 1027 1395066363000
        something_weird{problem="division by zero"} +Inf -3982045
        http_request_duration_seconds_bucket{le="+Inf"} 144320
        rpc_duration_seconds{quantile="0.01"} 3102
        """;
    assertThat(read(text))
        .containsExactly(
            "msdos_file_access_time_seconds{path=\"C:\\\\DIR\\\\FILE.TXT\",error=\"Cannot find"
                + " file:\\n\\\"FILE.TXT\\\"\"}=1.458255915E9",
            "metric_without_timestamp_and_labels=12.47",
            "http_requests_total{method=\"post\",code=\"200\"}=1027.0@1395066363000000",
            "something_weird{problem=\"division by zero\"}=Infinity@-3982045000",
            "http_request_duration_seconds_bucket{le=\"+Inf\"}=144320.0",
            "rpc_duration_seconds{quantile=\"0.01\"}=3102.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 1",
        "a\t1",
        "  a 1  ",
        "a 1\r",
        "a{} 1",
        "a{ } 1",
        "a{b=\"c\",} 1",
        "a { b = \"c\" , } 1",
        "a{b=\"\"} 1",
        "a{b=\"}\"} 1",
        "a{b=\"c\"}1",
        "a:b{c=\"d\"} 1",
        "_ 1",
        "a{b=\"# c\"} 1 5",
        "{\"a.b\"} 1",
        "{\"a.b\",} 1",
        "{\"a b\",c=\"d\"} 1",
        "a{\"b.c\"=\"d\"} 1",
        "a{b=\"😀\"} 1"
      })
  void line_thatIsASample_isRead(String line) {
    assertThat(read(line)).hasSize(1).first().asString().contains("=1.0");
    assertThat(read(line + "\nlast 2\n")).last().isEqualTo("last=2.0");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "a | syntax",
        "1a 1 | syntax",
        "a{ 1 | syntax",
        "a{b} 1 | syntax",
        "a{b=c} 1 | syntax",
        "a{b=\"c} 1 | syntax",
        "a{b=\"c\\\"} 1 | syntax",
        "a{b=\"\\x\"} 1 | syntax",
        "a{,} 1 | syntax",
        "a{b=\"c\",,} 1 | syntax",
        "a{b=\"c\" d=\"e\"} 1 | syntax",
        "a{=\"c\"} 1 | syntax",
        "a{\"\"=\"c\"} 1 | syntax",
        "a{b:c=\"d\"} 1 | syntax",
        "a{\"b\"} 1 | syntax",
        "a{__name__=\"b\"} 1 | syntax",
        "{b=\"c\"} 1 | syntax",
        "{\"\"} 1 | syntax",
        "{b=\"c\",\"a\"} 1 | syntax",
        "{} 1 | syntax",
        "a+1 | syntax",
        "é 1 | syntax",
        "a 1 2 3 | syntax",
        "a 1 # {b=\"c\"} 1 | syntax",
        "a{b=\"c\",b=\"d\"} 1 | duplicate_label",
        "a{b=\"c\",\"b\"=\"d\"} 1 | duplicate_label",
        "a x | number",
        "a 1d | number",
        "a 0x1p3 | number",
        "a 1e | number",
        "a . | number",
        "a 1e999 | number",
        "a 1 x | time",
        "a 1 1.5 | time",
        "a 1 - | time",
        "a 1 9223372036854775807 | time",
        "a 1 9223372036854776 | time",
        "a 1 99999999999999999999 | time"
      })
  void line_thatIsNone_isRejectedAlone(String line, String reason) {
    assertThat(read("first 1\n" + line + "\nlast 2\n"))
        .containsExactly("first=1.0", "2!" + reason, "last=2.0");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0,-0.0",
    "1,1",
    "+1,1",
    "12.5,12.5",
    "1.,1",
    ".5,0.5",
    "1e3,1000",
    "1E-3,0.001",
    "+Inf,Infinity",
    "-Inf,-Infinity",
    "inf,Infinity",
    "infinity,Infinity",
    "NaN,NaN",
    "nan,NaN",
    "123456789012345678901234567890,1.2345678901234568E29",
    "0.1,0.1",
    "9007199254740993,9007199254740992",
    "1e22,1e22",
    "1e23,1e23",
    "4.9E-324,4.9E-324",
    "1.7976931348623157e308,1.7976931348623157e308"
  })
  void value_isTheNearestDouble(String text, String value) {
    assertThat(read("a " + text)).containsExactly("a=" + Double.parseDouble(value));
  }

  @Test
  void value_ofAnyDecimal_isTheNearestDouble() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      long digits = random.nextLong() >>> random.nextInt(64);
      int point = random.nextInt(30) - 5;
      String text = digits + "e" + -point;
      if (point > 0 && digits > 0) {
        String padded = "0".repeat(point) + digits;
        text =
            padded.substring(0, padded.length() - point)
                + "."
                + padded.substring(padded.length() - point);
      }
      assertThat(read("a " + text)).containsExactly("a=" + Double.parseDouble(text));
    }
  }

  @Test
  void line_longerThanTheLimit_isRejectedAlone() {
    int room = ExpositionText.LINE_BYTES_MAX - "a{b=\"\"} 1".length();
    assertThat(read("a{b=\"" + "x".repeat(room) + "\"} 1\r\n"))
        .hasSize(1)
        .allMatch(l -> l.endsWith("=1.0"));
    assertThat(read("a{b=\"" + "x".repeat(room + 1) + "\"} 1\nc 2"))
        .containsExactly("1!too_long", "c=2.0");
  }

  @Test
  void series_withMoreLabelsThanTheLimit_isRejectedAlone() {
    assertThat(read("a{" + labels(ExpositionText.LABELS_MAX) + "} 1")).hasSize(1);
    assertThat(read("a{" + labels(ExpositionText.LABELS_MAX + 1) + "} 1\nc 2"))
        .containsExactly("1!too_many_labels", "c=2.0");
  }

  private static String labels(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "l" + i + "=\"v\"")
        .collect(Collectors.joining(","));
  }

  @Test
  void line_thatIsNotUtf8OrHasANul_isRejectedAlone() {
    byte[] text = "a{b=\"X\"} 1\nc 2\n# X\n".getBytes(StandardCharsets.UTF_8);
    int[] bad = {0, 0x80, 0xc3, 0xff};
    for (int one : bad) {
      byte[] bytes = text.clone();
      bytes[5] = (byte) one;
      bytes[17] = (byte) one;
      assertThat(Lines.of(PROMETHEUS, bytes)).containsExactly("1!encoding", "c=2.0", "3!encoding");
    }
  }

  @Test
  void onlyTheGivenLength_isRead() {
    Lines lines = new Lines();
    byte[] bytes = "a 1\nb 2\n".getBytes(StandardCharsets.UTF_8);
    ExpositionText.read(PROMETHEUS, bytes, 4, lines);
    assertThat(lines.read).containsExactly("a=1.0");
    assertThat(read("")).isEmpty();
  }

  @Test
  void format_isNamedByTheContentType() {
    assertThat(Format.of("text/plain; version=0.0.4")).isEqualTo(PROMETHEUS);
    assertThat(Format.of("")).isEqualTo(PROMETHEUS);
    assertThat(Format.of("Application/OpenMetrics-Text; version=1.0.0; charset=utf-8"))
        .isEqualTo(Format.OPENMETRICS);
    assertThat(Format.of("application/openmetrics-text")).isEqualTo(Format.OPENMETRICS);
  }
}
