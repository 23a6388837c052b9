package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AbsenceTest {

  @ParameterizedTest
  @CsvSource({
    "2147483632, BLANK",
    "2147483633, NOT_FOUND",
    "2147483634, NOT_SUPPORTED",
    "2147483635, NO_PERMISSION",
    "2147483634.0, NOT_SUPPORTED",
    "9223372036854775792, BLANK",
    "9223372036854775793, NOT_FOUND",
    "9223372036854775794, NOT_SUPPORTED",
    "9223372036854775795, NO_PERMISSION",
    "9.223372036854775807E18, BLANK",
    "140737488355328, BLANK",
    "140737488355328.1, NOT_FOUND",
    "140737488355328.2, NOT_SUPPORTED",
    "140737488355328.3, NO_PERMISSION",
    "1.40737488355328e+14, BLANK",
    "<<<NULL>>>, BLANK",
    "<<<NOT_FOUND>>>, NOT_FOUND",
    "<<<NOT_SUPPORTED>>>, NOT_SUPPORTED",
    "<<<NOT_PERM>>>, NO_PERMISSION",
    "NaN, NOT_A_NUMBER"
  })
  void marker_asText_isAbsentForItsReason(String text, Absence reason) {
    assertThat(Absence.of(text)).contains(reason);
    assertThat(Absence.of(" " + text + " ")).contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "689.457",
        "2147483631",
        "2147483636",
        "140737488355327",
        "140737488355328.4",
        "1e300",
        "-2147483632",
        "Infinity",
        "",
        "abc",
        "<<<"
      })
  void text_ofAValueOrOfNothing_isNotAbsent(String text) {
    assertThat(Absence.of(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0x7ff0000000000002, STALE", "0x7ff8000000000000, NOT_A_NUMBER"})
  void nan_isStaleOnlyWithPrometheusBits(String bits, Absence reason) {
    assertThat(Absence.of(Double.longBitsToDouble(Long.decode(bits)))).contains(reason);
    assertThat(reason.label()).isEqualTo(reason.name().toLowerCase(java.util.Locale.ROOT));
  }
}
