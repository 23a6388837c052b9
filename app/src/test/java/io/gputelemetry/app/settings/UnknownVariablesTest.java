package io.gputelemetry.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownVariablesTest {
  private static List<String> warnings(Map<String, String> environment) {
    return UnknownVariables.warnings(Role.STREAMER, environment);
  }

  @Test
  void variable_nearASetting_isNamedWithIt() {
    assertThat(warnings(Map.of("SCRAPE_TARGET", "foo", "CSVPATH", "x", "PATH", "/bin")))
        .containsExactly(
            "CSVPATH is no setting and counts for nothing; is CSV_PATH meant?",
            "SCRAPE_TARGET is no setting and counts for nothing; is SCRAPE_TARGETS meant?");
  }

  @Test
  void variable_ofASettingOrFarFromAny_isNoWarning() {
    Map<String, String> usual =
        Map.of(
            "RATE",
            "5",
            "SIMULATE_LOST",
            "1",
            "SIMULATOR_DROP_GPU",
            "1",
            "CONFIG_FILE",
            "x",
            "JAVA_HOME",
            "/jdk",
            "POST",
            "x",
            "KUBERNETES_PORT",
            "tcp://10.0.0.1:443");
    assertThat(warnings(usual)).isEmpty();
  }

  @Test
  void source_thatIsEmpty_isSaidToCountAsNotSet() {
    Map<String, String> empty = Map.of("SCRAPE_TARGETS", "", "RATE", "");
    assertThat(warnings(empty)).containsExactly("SCRAPE_TARGETS is empty, which counts as not set");
    assertThat(UnknownVariables.warnings(Role.BROKER, empty)).isEmpty();
  }
}
