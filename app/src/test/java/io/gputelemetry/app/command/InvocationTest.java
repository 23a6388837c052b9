package io.gputelemetry.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.TestMachine;
import io.gputelemetry.app.settings.ConfigDoc;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.Setting;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.SettingsTable;
import io.gputelemetry.app.settings.StreamerSettings;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InvocationTest {
  private final TestMachine machine = new TestMachine();
  private final List<Settings> ran = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();

  @TempDir private Path directory;

  @Test
  void command_withFlags_runsTheRoleWithThem() {
    assertThat(run("streamer", "--rate", "5", "--batch-size=7", "--insecure"))
        .isEqualTo(ExitCode.FINE);

    Settings settings = ran.getFirst();
    assertThat(settings.role()).isEqualTo(Role.STREAMER);
    assertThat(settings.get(StreamerSettings.RATE)).isEqualTo(5.0);
    assertThat(settings.get(StreamerSettings.BATCH_SIZE)).isEqualTo(7);
    assertThat(settings.get(ProcessSettings.INSECURE)).isTrue();
    assertThat(machine.err()).isEmpty();
  }

  @Test
  void flag_thatIsYesOrNo_canBeSwitchedOff() {
    environment.put("INSECURE", "true");
    run("broker", "--insecure=false");
    assertThat(ran.getFirst().get(ProcessSettings.INSECURE)).isFalse();
  }

  @Test
  void config_byFlagOrVariable_isRead() throws IOException {
    Path file = Files.writeString(directory.resolve("a.conf"), "rate = 77\n");
    run("all", "--config", file.toString());
    environment.put("CONFIG_FILE", file.toString());
    run("all");

    assertThat(ran).hasSize(2);
    assertThat(ran).allMatch(settings -> settings.get(StreamerSettings.RATE) == 77.0);
  }

  @Test
  void config_thatCannotBeRead_isOneLine() throws IOException {
    assertRefused("cannot be read", "all", "--config", directory.resolve("none").toString());
    Path binary = Files.write(directory.resolve("b"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertRefused("is not UTF-8 text", "all", "--config", binary.toString());
  }

  @Test
  void printConfig_printsAndRunsNothing() {
    environment.put("TOKEN", "very-secret-token");

    assertThat(run("all", "--port", "99", "--print-config")).isEqualTo(ExitCode.FINE);

    assertThat(machine.out())
        .contains("# from: flag --port\nport = 99\n")
        .doesNotContain("very-secret-token");
    assertThat(ran).isEmpty();
  }

  @Test
  void usage_thatIsWrong_isOneLineThatSaysWhatIsRight() {
    assertRefused(
        "unknown flag --rte; did you mean --rate?; see gpu-telemetry streamer --help",
        "streamer",
        "--rte=5");
    assertRefused("unknown command or argument alll; did you mean all?", "alll");
    assertRefused("unknown command or argument extra", "all", "extra");
    assertRefused("--rate", "streamer", "--rate");
    assertRefused("--port", "all", "--port", "1", "--port", "2");
    assertRefused("unknown flag --csv-path", "broker", "--csv-path", "x");
  }

  @Test
  void setting_thatIsWrong_isOneLineWithItsRange() {
    assertRefused(
        "rate cannot be 'abc' (flag --rate): not a number; valid: 0 to 100000000 rows/s",
        "streamer",
        "--rate",
        "abc");
    environment.put("PORT", "99999");
    assertRefused("port cannot be '99999' (environment PORT)", "api");
  }

  @Test
  void nothing_asked_printsTheUsageAndFails() {
    assertThat(run()).isEqualTo(ExitCode.USAGE);
    assertThat(machine.err()).contains("Usage: gpu-telemetry").contains("streamer");
  }

  @ParameterizedTest
  @EnumSource(
      names = {"CLIENT", "OPERATOR"},
      mode = EnumSource.Mode.EXCLUDE)
  void help_ofEachRole_namesEverySettingOfItAndTheExitCodes(Role role) {
    assertThat(run(role.command(), "--help")).isEqualTo(ExitCode.FINE);

    for (Setting<?> setting : SettingsTable.EVERYTHING) {
      if (setting.roles().contains(role)) {
        assertThat(machine.out()).contains(Setting.variable(setting.name()));
      }
    }
    assertThat(machine.out()).contains("--config", "--print-config", "69  a port, directory");
    assertThat(ran).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void help_ofTheProgram_listsTheCommands(String flag) {
    assertThat(run(flag)).isEqualTo(ExitCode.FINE);
    for (Role role : Role.values()) {
      if (role.isCommand()) {
        assertThat(machine.out()).contains("  " + role.command() + " ");
      }
    }
    assertThat(machine.out())
        .contains("  topic ", "  group ", "  dlq ", "  sequence ", "  publish ", "  consume ")
        .doesNotContain("  client ");
    assertThat(machine.out()).doesNotContain("config-doc");
  }

  @Test
  void help_namesEverySourceAndWhatTheMachineEndsWith() {
    assertThat(run("streamer", "--help")).isEqualTo(ExitCode.FINE);
    assertThat(machine.out()).contains("exporters that it scrapes", "takes what is sent to it");
    assertThat(machine.out()).contains("  3  the heap was too small", "of this streamer, also");
  }

  @Test
  void version_isPrinted() {
    assertThat(run("--version")).isEqualTo(ExitCode.FINE);
    assertThat(machine.out()).isEqualTo("gpu-telemetry 1.2.3\n");
  }

  @Test
  void configDoc_printsThePage() {
    assertThat(run("config-doc")).isEqualTo(ExitCode.FINE);
    assertThat(machine.out()).isEqualTo(ConfigDoc.page());
  }

  @Test
  void role_thatCannotStart_isOneLineAndItsExitCode() {
    Invocation.Roles failing =
        roles(settings -> {
          throw new StartException(
              ExitCode.UNAVAILABLE, "port 9000 is in use", new IOException("cause"));
        });
    assertThat(run(failing, "broker")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(machine.err()).isEqualTo("gpu-telemetry: port 9000 is in use\n");

    run(failing, "broker", "--log-level", "debug");
    assertThat(machine.err()).contains("Caused by: java.io.IOException: cause");
  }

  private ExitCode run(String... args) {
    return run(
        roles(settings -> {
          ran.add(settings);
          return ExitCode.FINE;
        }),
        args);
  }

  private static Invocation.Roles roles(Function<Settings, ExitCode> run) {
    return new Invocation.Roles() {
      @Override
      public ExitCode run(Settings settings) {
        return run.apply(settings);
      }

      @Override
      public QueueConnection connect(Settings settings) {
        throw new StartException(ExitCode.UNAVAILABLE, "no queue");
      }

      @Override
      public SampleStore connectStore(Settings settings) {
        throw new StartException(ExitCode.UNAVAILABLE, "no store");
      }
    };
  }

  private ExitCode run(Invocation.Roles roles, String... args) {
    return new Invocation(machine.with(environment), roles, "1.2.3").run(args);
  }

  private void assertRefused(String message, String... args) {
    int before = machine.err().length();
    assertThat(run(args)).isEqualTo(ExitCode.USAGE);
    assertThat(machine.err().substring(before))
        .startsWith("gpu-telemetry: ")
        .contains(message)
        .hasLineCount(1);
    assertThat(ran).isEmpty();
  }
}
