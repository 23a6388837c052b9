package io.gputelemetry.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SettingsTableTest {
  @ParameterizedTest
  @EnumSource(Role.class)
  void names_withinARole_areUniqueAndWellFormed(Role role) {
    Set<String> names = new HashSet<>();
    for (Setting<?> setting : SettingsTable.EVERYTHING) {
      if (setting.roles().contains(role)) {
        for (String name : setting.flags()) {
          assertThat(name).matches("[a-z]+(-[a-z]+)*");
          assertThat(names.add(name)).as("%s twice in %s", name, role).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void fallbacks_ofARole_areValid(Role role) {
    assertThat(new SettingsReader(Role.valueOf(role.name()), Map.of(), Map.of()).read().role())
        .isEqualTo(role);
  }

  @Test
  void defaults_ofRolesApart_findEachOtherOnOneMachine() {
    for (Role role : Set.of(Role.COLLECTOR, Role.API)) {
      assertThat(CollectorSettings.STORAGE_TYPE.fallback(role)).hasValue("remote");
      assertThat(CollectorSettings.STORE_URL.fallback(role)).hasValue("tcp://localhost:9002");
    }
    assertThat(ListenerSettings.STORE_ADDR.fallback(Role.STORE)).hasValue(":9002");
    assertThat(ListenerSettings.METRICS_ADDR.fallback(Role.STORE)).hasValue(":9005");
  }

  @Test
  void defaults_ofAllInOne_areTheDocumentedOnes() {
    Map<String, String> defaults = new TreeMap<>();
    for (Setting<?> setting : SettingsTable.EVERYTHING) {
      setting.fallback(Role.ALL).ifPresent(text -> defaults.put(setting.name(), text));
    }
    assertThat(defaults)
        .containsEntry("data-dir", "data")
        .containsEntry("storage-type", "embedded")
        .containsEntry("host", "127.0.0.1")
        .containsEntry("port", "8080")
        .containsEntry("tcp-addr", ":9000")
        .containsEntry("http-addr", ":9001")
        .containsEntry("rate", "500")
        .containsEntry("passes", "endless")
        .containsEntry("batch-size", "100")
        .containsEntry("collect-interval", "100ms")
        .containsEntry("stream-mode", "shared")
        .containsEntry("stream-id", "dcgm_csv")
        .containsEntry("group", "collectors")
        .containsEntry("start", "earliest")
        .containsEntry("collector-workers", "4")
        .containsEntry("collector-batch-size", "10000")
        .containsEntry("collector-fan-out", "false")
        .containsEntry("flush-interval", "100ms")
        .containsEntry("retention-period", "30d")
        .containsEntry("visibility-timeout-seconds", "30")
        .containsEntry("log-level", "info")
        .containsEntry("insecure", "false")
        .doesNotContainKeys("csv-path", "token", "stream-interval", "streamer-sleep-millis");
  }

  @Test
  void documentation_inTheRepository_isTheGeneratedOne() throws IOException {
    Path page = Path.of("..", "docs", "configuration.md");
    assertThat(Files.readString(page))
        .as("write it anew with: bin/gpu-telemetry config-doc > docs/configuration.md")
        .isEqualTo(ConfigDoc.page());
  }

  @Test
  void documentation_ofEachSetting_hasARowWithNameVariableAndAliases() {
    String page = ConfigDoc.page();
    for (Setting<?> setting : SettingsTable.EVERYTHING) {
      assertThat(page).contains("| `" + setting.name() + "`");
      setting.names().forEach(name -> assertThat(page).contains(Setting.variable(name)));
    }
    assertThat(page).contains("| `500`; demo: `0` |");
  }
}
