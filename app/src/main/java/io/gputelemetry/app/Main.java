package io.gputelemetry.app;

import io.gputelemetry.app.command.Invocation;
import io.gputelemetry.app.logging.Logs;
import io.gputelemetry.app.role.RunningRoles;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import java.io.Console;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** The executable. */
public final class Main {
  private Main() {}

  /** Runs a subcommand and ends with its exit code. */
  public static void main(String[] args) {
    // Until a role says how it wants its lines, only what is wrong is written.
    Logs.configure(new Logs.Form("warn", false, "start", "-"), System.err);
    SignalledEnd end = SignalledEnd.install();
    Machine machine = machine(end);
    Invocation invocation =
        new Invocation(machine, new RunningRoles(machine, version()), version());
    end.exit(codeOf(invocation, machine, args));
  }

  /** A bug ends the process, whatever threads are left. */
  private static ExitCode codeOf(Invocation invocation, Machine machine, String... args) {
    try {
      return invocation.run(args);
    } catch (RuntimeException e) {
      machine.err().println("gpu-telemetry: ended by an internal error, please report it: " + e);
      e.printStackTrace(machine.err());
      return ExitCode.BUG;
    }
  }

  /** The version of the build, from the jar. */
  static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  @SuppressWarnings("SystemOut") // the one place that names the real streams
  private static Machine machine(SignalledEnd end) {
    return new Machine(
        RealDisk::at,
        new SystemClock(),
        new SplittableRandom(),
        System.getenv(),
        System.in,
        System.out,
        System.err,
        Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false),
        UnaryOperator.identity(),
        end);
  }
}
