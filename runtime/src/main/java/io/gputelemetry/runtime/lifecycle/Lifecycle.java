package io.gputelemetry.runtime.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a process started, in order; {@link #close} stops it in reverse. A step that fails does not
 * keep the others from being stopped: later failures are suppressed into the first. Any thread may
 * call; a second {@code close} waits for the first and then does nothing.
 */
public final class Lifecycle implements AutoCloseable {
  private final Deque<Part> parts = new ArrayDeque<>();
  private boolean closed;

  /**
   * Remembers something that was started. Returns it.
   *
   * @param name what to call it when it cannot be stopped
   * @throws IllegalStateException if everything was stopped meanwhile; the part is stopped, too
   */
  public synchronized <T extends AutoCloseable> T started(String name, T part) {
    parts.push(new Part(name, part));
    if (closed) {
      stopAll();
      throw new IllegalStateException(name + " was started while the process stops");
    }
    return part;
  }

  /**
   * Stops everything, the last one started first; once.
   *
   * @throws IllegalStateException if a part could not be stopped, after all were tried
   */
  @Override
  public synchronized void close() {
    closed = true;
    stopAll();
  }

  private void stopAll() {
    Deque<IllegalStateException> failures = new ArrayDeque<>();
    while (!parts.isEmpty()) {
      stop(parts.pop(), failures);
    }
    if (!failures.isEmpty()) {
      IllegalStateException first = failures.removeFirst();
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  private static void stop(Part part, Deque<IllegalStateException> failures) {
    try {
      part.resource().close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failures.add(failure(part, e));
    } catch (Exception | Error e) {
      failures.add(failure(part, e));
    }
  }

  private static IllegalStateException failure(Part part, Throwable cause) {
    return new IllegalStateException("cannot stop " + part.name(), cause);
  }

  private record Part(String name, AutoCloseable resource) {}
}
