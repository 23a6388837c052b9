package io.gputelemetry.systemtests.crash;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.command.Invocation;
import io.gputelemetry.app.role.RunningRoles;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The product with a traced disk and traced connections. The first argument is the file of the
 * phases, the others are those of the product.
 */
final class TracedApp {
  private static final String VERSION = "traced";
  private static final long ACK_PAUSE_NANOS = 1_000_000;

  private TracedApp() {}

  public static void main(String[] arguments) {
    PhaseFile phases = PhaseFile.open(Path.of(arguments[0]));
    Machine machine =
        new Machine(
            directory -> new TracedDisk(RealDisk.at(directory), phases, ""),
            new SystemClock(),
            new SplittableRandom(),
            System.getenv(),
            System.in,
            System.out,
            System.err,
            false,
            connection -> new TracedConnection(connection, phases, ACK_PAUSE_NANOS),
            new KilledOnly());
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    int code =
        new Invocation(machine, new RunningRoles(machine, VERSION), VERSION).run(rest).code();
    Runtime.getRuntime().halt(code);
  }

  /** This process is never asked to stop. */
  private static final class KilledOnly implements Machine.ProcessEnd {
    private final CountDownLatch never = new CountDownLatch(1);

    @Override
    public boolean awaitStop(Duration longest) throws InterruptedException {
      return never.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void halt(ExitCode code) {
      Runtime.getRuntime().halt(code.code());
    }
  }
}
