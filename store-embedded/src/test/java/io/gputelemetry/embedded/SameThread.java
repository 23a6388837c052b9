package io.gputelemetry.embedded;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Works at once, on the thread that asks, so that the same seed does the same. */
final class SameThread extends AbstractExecutorService {
  private final Consumer<Runnable> work;
  private boolean shutdown;

  SameThread() {
    this(Runnable::run);
  }

  /** What to do with what is asked for. */
  SameThread(Consumer<Runnable> work) {
    this.work = work;
  }

  @Override
  public void execute(Runnable command) {
    work.accept(command);
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown = true;
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shutdown;
  }
}
