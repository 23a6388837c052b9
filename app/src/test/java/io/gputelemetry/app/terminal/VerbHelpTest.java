package io.gputelemetry.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.app.TestMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VerbHelpTest {
  @Test
  void help_ofEachVerb_hasExamplesThatNameIt_andTheConnection() {
    for (Verb verb : new Terminal(new TestMachine().with(Map.of())).verbs()) {
      String command = (verb.noun() + " " + verb.spec().name()).strip();
      List<String> args = new ArrayList<>(List.of(command.split(" ")));
      args.add("--help");
      TestApp app = new TestApp();
      assertThat(app.run(args.toArray(String[]::new))).isEqualTo(ExitCode.FINE);
      assertThat(app.machine.out())
          .as(command)
          .contains("Usage: gpu-telemetry " + command, "gpu-telemetry " + command, "Examples:")
          .contains("--json", "Exit codes:");
      if (verb.isOfQueue()) {
        assertThat(app.machine.out()).as(command).contains("--url", "--token-file", "--config");
      }
      assertThat(verb.examples()).as(command).isNotEmpty();
      assertThat(app.machine.out()).as(command).doesNotContain("--insecure");
    }
  }

  @Test
  void noun_alone_printsItsVerbs() {
    TestApp app = new TestApp();
    assertThat(app.run("topic")).isEqualTo(ExitCode.USAGE);
    assertThat(app.machine.err()).contains("Usage: gpu-telemetry topic", "  describe ");
  }
}
