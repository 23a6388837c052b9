package io.gputelemetry.app.role;

import io.gputelemetry.runtime.lifecycle.Lifecycle;
import java.util.function.Function;

/**
 * A role whose parts were started in order, and are stopped in reverse.
 *
 * @param parts in the order of their start
 * @param reach where it can be reached; its text is for a person
 */
record StartedRole<T>(Lifecycle parts, T reach) implements RunningRole {
  /**
   * Starts the parts of a role. If one of them fails, those before it are stopped.
   *
   * @param start starts each part, and remembers it in the list it is given
   */
  static <T> StartedRole<T> of(Function<Lifecycle, T> start) {
    Lifecycle parts = new Lifecycle();
    try {
      return new StartedRole<>(parts, start.apply(parts));
    } catch (RuntimeException e) {
      stopAfter(e, parts);
      throw e;
    }
  }

  private static void stopAfter(RuntimeException failure, Lifecycle parts) {
    try {
      parts.close();
    } catch (IllegalStateException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public String ready() {
    return String.valueOf(reach);
  }

  @Override
  public void close() {
    parts.close();
  }
}
