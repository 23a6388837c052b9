package io.gputelemetry.remote;

import io.gputelemetry.store.StoreException;
import io.gputelemetry.wire.FrameClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the store, which comes back by itself when it is lost. While the first attempt
 * after a loss is under way callers wait for it; after a failed one they are told at once, until an
 * attempt succeeds. A connection that is lost as soon as it is made counts as a failed attempt, so
 * a server that lets nobody stay is not stormed.
 */
final class StoreLink implements AutoCloseable {
  private static final int BACKOFF_STEPS = 100;

  private final RemoteStoreConfig config;
  private final Handshake handshake;
  private final LongSupplier nanoTime;
  private final RandomGenerator jitter;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable FrameClient client;
  private Optional<String> failure = Optional.empty();
  private long connectedAtNanos;
  private boolean connecting;
  private boolean closed;

  StoreLink(RemoteStoreConfig config, LongSupplier nanoTime, RandomGenerator jitter) {
    this.config = config;
    this.handshake = new Handshake(config, nanoTime);
    this.nanoTime = nanoTime;
    this.jitter = jitter;
  }

  /** Begins to connect, and returns without waiting for it. */
  void begin() {
    lock.lock();
    try {
      connectLocked(0);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The open connection.
   *
   * @param patience how long to wait for an attempt that is under way
   * @throws StoreException if there is none
   */
  FrameClient client(Duration patience) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (true) {
        FrameClient open = client;
        if (closed) {
          throw new StoreException("the connection to the store was closed", true);
        }
        if (open != null && open.isOpen()) {
          return open;
        }
        if (failure.isPresent() || left <= 0) {
          throw new StoreException(problemLocked(), true);
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while the store was waited for", true, e);
    } finally {
      lock.unlock();
    }
  }

  /** What keeps the store from being used; empty while it is connected. */
  Optional<String> problem() {
    lock.lock();
    try {
      return client != null && client.isOpen() ? Optional.empty() : Optional.of(problemLocked());
    } finally {
      lock.unlock();
    }
  }

  private String problemLocked() {
    return "waiting for the store at " + config.url() + ": " + failure.orElse("connecting");
  }

  @Override
  public void close() {
    FrameClient open;
    lock.lock();
    try {
      closed = true;
      open = client;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close();
    }
  }

  private void connectLocked(long delayNanos) {
    if (!connecting && !closed) {
      connecting = true;
      Thread.ofVirtual().name("store-connect").start(() -> connectLoop(delayNanos));
    }
  }

  private void connectLoop(long delayNanos) {
    try {
      if (pause(delayNanos)) {
        return;
      }
      long pauseNanos = config.backoffMax().toNanos() / BACKOFF_STEPS;
      while (!settled(attempt())) {
        if (pause(pauseNanos - jitter.nextLong(pauseNanos / 2 + 1))) {
          return;
        }
        pauseNanos = Math.min(2 * pauseNanos, config.backoffMax().toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A bug in an attempt is one more failure: this thread is the only way back to the store. */
  private Handshake.Outcome attempt() throws InterruptedException {
    try {
      return handshake.attempt();
    } catch (RuntimeException e) {
      return new Handshake.Outcome.Failed("a bug, please report it: " + e);
    }
  }

  /** Takes over the outcome of an attempt; false if another one is needed. */
  private boolean settled(Handshake.Outcome outcome) {
    lock.lock();
    try {
      switch (outcome) {
        case Handshake.Outcome.Connected(FrameClient connected) -> use(connected);
        case Handshake.Outcome.Failed(String why) -> failure = Optional.of(why);
      }
      changed.signalAll();
      return outcome instanceof Handshake.Outcome.Connected;
    } finally {
      lock.unlock();
    }
  }

  private void use(FrameClient connected) {
    connecting = false;
    if (closed) {
      connected.close();
      return;
    }
    client = connected;
    connectedAtNanos = nanoTime.getAsLong();
    failure = Optional.empty();
    var _ = connected.closed().thenRun(() -> lost(connected));
  }

  private void lost(FrameClient connected) {
    lock.lock();
    try {
      if (client == connected) {
        client = null;
        long maxNanos = config.backoffMax().toNanos();
        boolean stayed = nanoTime.getAsLong() - connectedAtNanos >= maxNanos;
        failure = stayed ? Optional.empty() : Optional.of("the connection was lost at once");
        connectLocked(stayed ? 0 : maxNanos - jitter.nextLong(maxNanos / 2 + 1));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits before the next attempt; true if all is over. */
  private boolean pause(long nanos) throws InterruptedException {
    long until = nanoTime.getAsLong() + nanos;
    lock.lock();
    try {
      long left = nanos;
      while (!closed && left > 0) {
        var _ = changed.awaitNanos(left);
        left = until - nanoTime.getAsLong();
      }
      return closed;
    } finally {
      lock.unlock();
    }
  }
}
