package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DocumentTest {
  private final TestApp app = new TestApp();

  @TempDir private Path directory;

  @Test
  void openapi_isPrintedOrWrittenWithNothingStarted() {
    Path file = directory.resolve("openapi.json");

    assertThat(app.run("openapi")).isEqualTo(ExitCode.FINE);
    assertThat(app.run("openapi", "--output", file.toString())).isEqualTo(ExitCode.FINE);

    assertThat(app.machine.out())
        .startsWith("{\"openapi\":\"3.1")
        .contains("/api/v1/gpus/{id}/telemetry");
    assertThat(file).hasContent(app.machine.out().strip());
    assertThat(app.machine.err()).isEmpty();
  }

  @Test
  void file_thatCannotBeWritten_isOneLine() {
    Path file = directory.resolve("none").resolve("openapi.json");
    assertThat(app.run("openapi", "--output", file.toString())).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(app.machine.err()).contains("cannot be written").hasLineCount(1);
  }
}
