package io.gputelemetry.app.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LogsTest {
  private final ByteArrayOutputStream target = new ByteArrayOutputStream();

  @Test
  void line_asJson_hasRoleAndInstanceAndEscapesWhatComesFromOutside() {
    configure("info", true);

    LoggerFactory.getLogger("io.gputelemetry.x.Thing").info("a \"b\" {}", "c\\\n\td\u001b");

    assertThat(lines())
        .startsWith("{\"ts\":\"")
        .contains(
            "\"level\":\"info\",\"role\":\"broker\",\"instance\":\"b-1\",",
            "\"logger\":\"io.gputelemetry.x.Thing\",",
            "\"msg\":\"a \\\"b\\\" c\\\\\\n\\td\\u001b\"}\n")
        .hasLineCount(1);
  }

  @Test
  void line_asJsonWithAnException_carriesTheStackTraceInOneLine() {
    configure("info", true);

    LoggerFactory.getLogger("io.gputelemetry.x.Thing")
        .error("failed", new IllegalStateException("boom"));

    assertThat(lines())
        .contains("\"error\":\"java.lang.IllegalStateException: boom")
        .hasLineCount(1);
  }

  @Test
  void line_asText_isOneLineWithRoleAndInstance() {
    configure("info", false);

    LoggerFactory.getLogger("io.gputelemetry.x.Thing").warn("two\nlines");

    assertThat(lines()).matches("\\S+Z WARN  broker b-1 Thing: two\\\\nlines\n");
  }

  @Test
  void line_asTextWithAnException_isFollowedByTheStackTrace() {
    configure("info", false);

    LoggerFactory.getLogger("io.gputelemetry.x.Thing")
        .warn("bad", new IllegalStateException("boom"));

    assertThat(lines()).contains("IllegalStateException: boom").contains("\tat ");
  }

  @Test
  void level_holdsForThisProductAndLibrariesAreQuieter() {
    configure("info", false);
    LoggerFactory.getLogger("io.gputelemetry.x").debug("hidden");
    LoggerFactory.getLogger("io.helidon.x").info("hidden");
    System.getLogger("io.helidon.y").log(System.Logger.Level.INFO, "hidden");
    assertThat(lines()).isEmpty();

    System.getLogger("io.helidon.y").log(System.Logger.Level.WARNING, "seen");
    assertThat(lines()).contains("WARN", "seen");

    configure("debug", false);
    LoggerFactory.getLogger("io.gputelemetry.x").debug("shown");
    assertThat(lines()).contains("DEBUG", "shown");
  }

  private void configure(String level, boolean json) {
    Logs.configure(new Logs.Form(level, json, "broker", "b-1"), target);
  }

  private String lines() {
    return target.toString(UTF_8);
  }
}
