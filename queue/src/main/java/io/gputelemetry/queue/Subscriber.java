package io.gputelemetry.queue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Gets the messages of a topic: as a member of a group, which shares them with the other members,
 * or as a stream of its own, which sees them all.
 *
 * <pre>{@code
 * try (var subscriber = Subscriber.of(connection, SubscriberConfig.group("orders", "billing"))) {
 *   while (running) {
 *     subscriber.next(Duration.ofSeconds(1)).ifPresent(received -> {
 *       received.deliveries().forEach(this::bill);
 *       received.ack();
 *     });
 *   }
 * }
 * }</pre>
 *
 * <p>The broker sends before it is asked, as far as the configured credit goes, so the next
 * messages are here when the application is done with these. When the connection is lost, a stream
 * goes on behind the last message it gave out, and a group behind the last ack: what was given out
 * and not acked comes again. Leases that wait to be taken are extended; those that were taken are
 * the application's to extend. One thread takes messages; acks may come from any.
 */
public final class Subscriber implements AutoCloseable {
  // A request waits so long at the broker; then it is asked again, so that nothing hangs for ever.
  private static final int WAIT_MILLIS = 10_000;
  private static final int BACKOFF_STEPS = 1_000;
  private static final int KEEP_STEPS = 3;
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final QueueConnection connection;
  private final SubscriberConfig config;
  private final LongSupplier nanoTime;
  private final RandomGenerator jitter;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Received> arrived = new ArrayDeque<>();
  private StartPosition position;
  private Optional<CompletableFuture<QueueReply>> lastTold = Optional.empty();
  private int underWay;
  private long pauseNanos;
  private int timeoutMillis;
  private boolean pausing;
  private boolean keeping;
  private boolean closed;
  private @Nullable QueueRefusedException refusal;

  /**
   * A subscriber with the clock and the randomness that it is to have. Asks for messages at once.
   *
   * @param connection is not closed by it
   */
  public Subscriber(
      QueueConnection connection,
      SubscriberConfig config,
      LongSupplier nanoTime,
      RandomGenerator jitter) {
    this.connection = connection;
    this.config = config;
    this.nanoTime = nanoTime;
    this.jitter = jitter;
    this.position = config.start();
    this.pauseNanos = pauseMin();
    lock.lock();
    try {
      ask();
    } finally {
      lock.unlock();
    }
  }

  /** A subscriber over this connection, which it does not close. */
  public static Subscriber of(QueueConnection connection, SubscriberConfig config) {
    return new Subscriber(connection, config, System::nanoTime, new SplittableRandom());
  }

  /**
   * The next messages; empty if none came in time. While the broker is not reached, none come.
   *
   * @throws QueueRefusedException if the broker refuses for a reason that does not pass by itself;
   *     the next call asks once more
   * @throws IllegalStateException if the subscriber is closed
   */
  public Optional<Received> next(Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = wait.toNanos();
      while (arrived.isEmpty() && refusal == null && !closed && left > 0) {
        left = changed.awaitNanos(left);
      }
      if (closed) {
        throw new IllegalStateException("the subscriber is closed");
      }
      Optional<Received> next = Optional.ofNullable(arrived.poll());
      QueueRefusedException why = refusal;
      if (next.isEmpty() && why != null) {
        refusal = null;
        ask();
        throw new QueueRefusedException(why.error(), why.reason());
      }
      ask();
      return next;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives back what was sent ahead and not taken, and asks for nothing more. Waits until the broker
   * has heard what it was told, acks above all, but not for long: what it did not hear comes again.
   */
  @Override
  public void close() {
    Optional<CompletableFuture<QueueReply>> last;
    lock.lock();
    try {
      closed = true;
      giveBack();
      changed.signalAll();
      last = lastTold;
    } finally {
      lock.unlock();
    }
    last.ifPresent(Subscriber::await);
  }

  /** The broker answers in the order in which it was told. */
  private static void await(CompletableFuture<QueueReply> told) {
    told.handle((_, _) -> true)
        .completeOnTimeout(false, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private CompletableFuture<QueueReply> tell(QueueRequest request) {
    CompletableFuture<QueueReply> told = connection.send(request);
    lock.lock();
    try {
      lastTold = Optional.of(told);
    } finally {
      lock.unlock();
    }
    return told;
  }

  /** Uses the credit that is left. A stream knows where to go on only after each reply. */
  private void ask() {
    int most = config.group().isEmpty() ? 1 : config.requests();
    while (!closed
        && !pausing
        && refusal == null
        && underWay < most
        && underWay + arrived.size() < config.requests()) {
      underWay++;
      var _ = connection.send(request()).whenComplete((reply, _) -> answered(reply));
    }
  }

  /** The first request of a stream does not wait, so that its place is known whatever happens. */
  private QueueRequest request() {
    int streamWaitMillis = position instanceof StartPosition.At ? WAIT_MILLIS : 0;
    return config.group().isEmpty()
        ? new QueueRequest.Read(config.topic(), position, config.bytesMax(), streamWaitMillis)
        : new QueueRequest.Lease(
            config.topic(),
            config.group(),
            config.start(),
            config.messagesMax(),
            config.bytesMax(),
            WAIT_MILLIS);
  }

  private void answered(@Nullable QueueReply reply) {
    lock.lock();
    try {
      underWay--;
      switch (reply) {
        case QueueReply.Leased leased -> arrived(leased);
        case QueueReply.Chunk chunk -> arrived(chunk);
        case QueueReply.Refused refused when !refused.error().retryable() ->
            refusal = new QueueRefusedException(refused.error(), refused.message());
        case QueueReply.Refused _ -> pause();
        case null -> lost();
        default -> throw new IllegalStateException("BUG: this cannot be the reply: " + reply);
      }
      if (closed) {
        giveBack();
      }
      ask();
      keep();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void arrived(QueueReply.Leased leased) {
    pauseNanos = pauseMin();
    if (leased.token() != 0) {
      timeoutMillis = leased.timeoutMillis();
      arrived.add(
          new Received(
              leased.deliveries(),
              new Received.Held(this::tell, config.topic(), config.group(), leased.token())));
    }
  }

  private void arrived(QueueReply.Chunk chunk) {
    pauseNanos = pauseMin();
    position = new StartPosition.At(chunk.nextOffset());
    if (!chunk.deliveries().isEmpty()) {
      arrived.add(
          new Received(chunk.deliveries(), new Received.Held(this::tell, config.topic(), "", 0)));
    }
  }

  /**
   * What a lost session had leased is leased anew, so it must not be given out here as well; should
   * the session live, the others get it.
   */
  private void lost() {
    if (!config.group().isEmpty()) {
      giveBack();
    }
    pause();
  }

  /** While leases wait to be taken their time must not run out. */
  private void keep() {
    if (!keeping && !closed && !config.group().isEmpty() && !arrived.isEmpty()) {
      keeping = true;
      Thread.ofVirtual().name("subscriber-keeper").start(this::keepWaiting);
    }
  }

  private void keepWaiting() {
    lock.lock();
    try {
      while (!closed && !arrived.isEmpty()) {
        await(nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis) / KEEP_STEPS);
        for (Received received : List.copyOf(arrived)) {
          var _ = received.extend().whenComplete((held, _) -> keepIf(held, received));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      keeping = false;
      lock.unlock();
    }
  }

  private void keepIf(@Nullable Boolean held, Received received) {
    lock.lock();
    try {
      if (Boolean.FALSE.equals(held) && arrived.remove(received)) {
        ask();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Until then, or until the subscriber is closed. */
  private void await(long untilNanos) throws InterruptedException {
    long left = untilNanos - nanoTime.getAsLong();
    while (left > 0 && !closed) {
      var _ = changed.awaitNanos(left);
      left = untilNanos - nanoTime.getAsLong();
    }
  }

  private void giveBack() {
    for (Received received : arrived) {
      var _ = received.release();
    }
    arrived.clear();
  }

  /** One pause at a time, however many requests failed. */
  private void pause() {
    if (!pausing && !closed) {
      pausing = true;
      Thread.ofVirtual().name("subscriber-retry").start(this::askAgain);
    }
  }

  private void askAgain() {
    lock.lock();
    try {
      long until = nanoTime.getAsLong() + pauseNanos / 2 + jitter.nextLong(pauseNanos / 2 + 1);
      pauseNanos = Math.min(2 * pauseNanos, config.backoffMax().toNanos());
      await(until);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pausing = false;
      ask();
      lock.unlock();
    }
  }

  private long pauseMin() {
    return Math.max(
        TimeUnit.MICROSECONDS.toNanos(1), config.backoffMax().toNanos() / BACKOFF_STEPS);
  }
}
