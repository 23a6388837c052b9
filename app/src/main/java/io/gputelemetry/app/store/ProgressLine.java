package io.gputelemetry.app.store;

import io.gputelemetry.app.Machine;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One line on the standard error that says how far something is, written over again and again; none
 * if nobody is at the terminal.
 */
public final class ProgressLine implements AutoCloseable {
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final String CLEAR = "\r\u001b[K";

  private final Machine machine;
  private final PrintStream err;
  private long lastNanos;
  private boolean shown;

  /** Shows nothing in the first moment. */
  public ProgressLine(Machine machine) {
    this.machine = machine;
    this.err = machine.err();
    this.lastNanos = machine.clock().monotonicNanos();
  }

  /** Shows this text, if it is time to. */
  public void at(Supplier<String> text) {
    if (!machine.terminal()) {
      return;
    }
    long now = machine.clock().monotonicNanos();
    if (now - lastNanos >= INTERVAL_NANOS) {
      lastNanos = now;
      shown = true;
      err.print(CLEAR + text.get());
      err.flush();
    }
  }

  /** Takes the line away, before something else is written; it may come again. */
  public void clear() {
    if (shown) {
      shown = false;
      err.print(CLEAR);
      err.flush();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
