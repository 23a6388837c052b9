package io.gputelemetry.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The end of a real process: SIGTERM and SIGINT ask it to stop, and it ends with its own exit code
 * and not with that of the signal.
 */
final class SignalledEnd implements Machine.ProcessEnd {
  /** Less than the 30 seconds that container platforms wait before they kill. */
  private static final long STOP_SECONDS = 25;

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicInteger code = new AtomicInteger(ExitCode.BUG.code());

  private SignalledEnd() {}

  static SignalledEnd install() {
    SignalledEnd end = new SignalledEnd();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(end::shutDown));
    return end;
  }

  @Override
  public boolean awaitStop(Duration longest) throws InterruptedException {
    return stop.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void halt(ExitCode halted) {
    Runtime.getRuntime().halt(halted.code());
  }

  /** Ends the process; does not return. */
  void exit(ExitCode reached) {
    code.set(reached.code());
    ended.countDown();
    System.exit(reached.code());
  }

  private void shutDown() {
    stop.countDown();
    try {
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println(
            "gpu-telemetry: the stop took too long; what was not finished is done after the next start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(code.get());
  }
}
