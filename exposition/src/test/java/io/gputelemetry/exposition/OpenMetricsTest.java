package io.gputelemetry.exposition;

import static io.gputelemetry.exposition.ExpositionText.Format.OPENMETRICS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenMetricsTest {

  private static List<String> read(String text) {
    return Lines.of(OPENMETRICS, text);
  }

  @Test
  void text_ofTheFormatsDescription_isReadWhole() {
    String text =
        """
        # TYPE acme_http_router_request_seconds summary
        # UNIT acme_http_router_request_seconds seconds
        # HELP acme_http_router_request_seconds Latency though all of ACME's HTTP request router.
        acme_http_router_request_seconds_sum{path="/api/v1",method="GET"} 9036.32
        acme_http_router_request_seconds_count{path="/api/v1",method="GET"} 807283.0
        acme_http_router_request_seconds_created{path="/api/v1",method="GET"} 1605281325.0
        # TYPE foo histogram
        foo_bucket{le="0.01"} 0
        foo_bucket{le="0.1"} 8 # {} 0.054
        foo_bucket{le="1"} 11 # {trace_id="KOO5S4vxi0o"} 0.67
        foo_bucket{le="10"} 17 # {trace_id="oHg5SJYRHA0"} 9.8 1520879607.789
        foo_bucket{le="+Inf"} 17 1520879607.789 # {a="b",} 9.8 1520879607.789
        # EOF
        """;
    assertThat(read(text))
        .containsExactly(
            "acme_http_router_request_seconds_sum{path=\"/api/v1\",method=\"GET\"}=9036.32",
            "acme_http_router_request_seconds_count{path=\"/api/v1\",method=\"GET\"}=807283.0",
            "acme_http_router_request_seconds_created{path=\"/api/v1\",method=\"GET\"}=1.605281325E9",
            "foo_bucket{le=\"0.01\"}=0.0",
            "foo_bucket{le=\"0.1\"}=8.0",
            "foo_bucket{le=\"1\"}=11.0",
            "foo_bucket{le=\"10\"}=17.0",
            "foo_bucket{le=\"+Inf\"}=17.0@1520879607789000");
  }

  @ParameterizedTest
  @CsvSource({
    "1520879607.789,1520879607789000",
    "1520879607.789123,1520879607789123",
    "1520879607.7891236,1520879607789124",
    "1520879607,1520879607000000",
    "1.520879607789e9,1520879607789000",
    "-1.5,-1500000",
    "0,0"
  })
  void timestamp_isSecondsWithAFraction(String seconds, long micros) {
    assertThat(read("a 1 " + seconds + "\n# EOF")).containsExactly("a=1.0@" + micros);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "NaN", "Inf", "1e13", "-1e300", "99999999999999999"})
  void timestamp_thatIsNone_isRejected(String seconds) {
    assertThat(read("a 1 " + seconds + "\n# EOF\n")).containsExactly("1!time");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a 1 # 1", "a 1 #{b=\"c\"} 1", "a 1 # {b} 1", "a 1 # {b=\"c\"}", "a 1 # {b=\"c\"} x",
        "a 1 # {b=\"c\"} 1 x", "a 1 # {b=\"c\"} 1 2 3", "a 1 # {\"b\"} 1", "a 1 #", "a 1 # a{} 1"
      })
  void exemplar_thatIsNone_rejectsItsLine(String line) {
    assertThat(read(line + "\nb 2\n# EOF\n")).containsExactly("1!syntax", "b=2.0");
  }

  @Test
  void end_thatIsMissing_isReportedOnceAndSamplesAreKept() {
    assertThat(read("a 1\nb 2\n")).containsExactly("a=1.0", "b=2.0", "2!not_ended");
    assertThat(read("")).containsExactly("1!not_ended");
    assertThat(read("a 1\n#EOF\n")).containsExactly("a=1.0", "2!not_ended");
  }

  @Test
  void lastLine_thatWasCut_isNoSample() {
    assertThat(read("a 1\nb 2")).containsExactly("a=1.0", "2!not_ended");
    assertThat(read("a 1\n# EO")).containsExactly("a=1.0", "2!not_ended");
  }

  @Test
  void end_withoutItsLineFeedOrWithAnEmptyLineBehind_isTheEnd() {
    assertThat(read("a 1\n# EOF")).containsExactly("a=1.0");
    assertThat(read("a 1\r\n# EOF\r\n")).containsExactly("a=1.0");
    assertThat(read("a 1\n# EOF\n\n")).containsExactly("a=1.0");
  }

  @Test
  void lines_afterTheEnd_areRejected() {
    assertThat(read("# EOF\na 1\n# b\nc 2"))
        .containsExactly("2!after_end", "3!after_end", "4!after_end");
  }
}
