package io.gputelemetry.app.role;

import io.gputelemetry.api.ApiServer;
import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.app.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Runs {@code openapi}: the API's document, with nothing started. */
final class Document {
  private Document() {}

  static ExitCode run(Machine machine, Settings settings) {
    String document = ApiServer.openApiDocument();
    Optional<String> file = settings.find(ProcessSettings.OUTPUT);
    if (file.isEmpty()) {
      machine.out().println(document);
      return ExitCode.FINE;
    }
    try {
      Files.writeString(Path.of(file.get()), document + "\n");
      return ExitCode.FINE;
    } catch (IOException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE,
          file.get() + " cannot be written (" + e + "); name another file",
          e);
    }
  }
}
