package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.runtime.metrics.Metrics;

/**
 * What every part of a process is built from.
 *
 * @param machine everything real
 * @param settings the configuration
 * @param access the token and what follows from it
 * @param instance the name of this process
 * @param version of the build
 * @param metrics where the parts count
 */
record Context(
    Machine machine,
    Settings settings,
    Access access,
    String instance,
    String version,
    Metrics metrics) {

  /** What an owner of files does that cannot go on: the process must end before it lies. */
  void diskFailed(Throwable cause) {
    machine
        .err()
        .println(
            "gpu-telemetry: the disk failed: "
                + message(cause)
                + "; correct that and start again, nothing acknowledged is lost");
    machine.end().halt(ExitCode.IO);
  }

  /** The first line of the message, or what kind of failure it is. */
  static String message(Throwable cause) {
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
