package io.gputelemetry.queue;

import io.gputelemetry.queue.QueueReply.Duplicate;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to one topic without waiting for each message, and without losing or repeating one.
 *
 * <pre>{@code
 * try (var publisher = Publisher.of(connection, PublisherConfig.of("orders"))) {
 *   Receipt receipt = publisher.publish(bytes);   // returns at once
 *   long offset = receipt.offset();               // waits until it is durable
 * }
 * }</pre>
 *
 * <p>A message is sent at once when nothing is under way; otherwise it goes with what else waits
 * when a reply comes, or when a batch is full. So a single message has the latency of a single
 * message, and many have the throughput of large batches; there is nothing to tune.
 *
 * <p>When the connection is lost, or the broker says that it may be asked again, everything that
 * was not acknowledged is sent once more in the same order and with the same numbers, until each
 * message's deadline; the broker recognises what it has. Messages keep their order, unless the
 * broker refuses one because too much waits there and takes the next. One whose deadline passes is
 * given up, and its receipt says why; those behind it are still sent.
 *
 * <p>The buffer is bounded: {@link #publish} waits for room, which slows a producer down to what
 * the broker takes. Any thread may publish.
 */
public final class Publisher implements AutoCloseable {
  private static final Duration REPLY_GRACE = Duration.ofSeconds(1);
  private static final long PAUSE_NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long PAUSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

  private final QueueConnection connection;
  private final PublisherConfig config;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final ReplyTimer timer;
  private final byte[] defaultType;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  private final Condition retry = lock.newCondition();
  private final ArrayDeque<PublisherBatch> waiting = new ArrayDeque<>();
  private final ArrayDeque<PublisherBatch> sent = new ArrayDeque<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private List<Runnable> outcomes = new ArrayList<>();
  private long id;
  private long nextNumber;
  private int inFlight;
  private int telling;
  private long bytes;
  private long pauseNanos = PAUSE_NANOS_MIN;
  private boolean troubled;
  private boolean retrying;
  private boolean gap;
  private boolean closed;

  /** How an attempt ended; without a reply when that is unknown. */
  private record Answer(
      PublisherBatch batch, @Nullable QueueReply reply, @Nullable Throwable failure) {}

  /**
   * A publisher with the clock and the randomness that it is to have.
   *
   * @param connection is not closed by it
   */
  public Publisher(
      QueueConnection connection,
      PublisherConfig config,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.connection = connection;
    this.config = config;
    this.nanoTime = nanoTime;
    this.random = random;
    this.timer = new ReplyTimer(nanoTime);
    this.defaultType = config.contentType().getBytes(StandardCharsets.US_ASCII);
    this.id = newId();
  }

  /** A publisher over this connection, which it does not close. */
  public static Publisher of(QueueConnection connection, PublisherConfig config) {
    return new Publisher(connection, config, System::nanoTime, new SplittableRandom());
  }

  /** Publishes these bytes, which are copied. Waits for room in the buffer. */
  public Receipt publish(byte[] payload) {
    return publish(defaultType, 0, ByteBuffer.wrap(payload));
  }

  /** Publishes this message, which is copied. Waits for room in the buffer. */
  public Receipt publish(Message message) {
    byte[] type = message.contentType().getBytes(StandardCharsets.US_ASCII);
    return publish(type, message.sampleCount(), message.payload());
  }

  /** Waits until it is known what became of everything published so far. */
  public void flush() {
    lock.lock();
    try {
      while (!waiting.isEmpty() || !sent.isEmpty() || !outcomes.isEmpty() || telling > 0) {
        settled.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more, and waits until it is known what became of everything. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      settled.signalAll();
    } finally {
      lock.unlock();
    }
    flush();
    timer.close();
  }

  private Receipt publish(byte[] type, int samples, ByteBuffer payload) {
    int size = StoredMessages.OVERHEAD_BYTES + type.length + payload.remaining();
    Receipt receipt;
    lock.lock();
    try {
      while (!closed && bytes > 0 && bytes + size > config.bufferBytes()) {
        settled.awaitUninterruptibly();
      }
      if (closed) {
        throw new IllegalStateException("the publisher is closed");
      }
      PublisherBatch batch = waiting.peekLast();
      if (batch == null || batch.isSent() || !batch.hasRoom(size, config.batchBytes())) {
        batch = new PublisherBatch(nanoTime.getAsLong() + config.deadline().toNanos());
        waiting.add(batch);
      }
      receipt = batch.add(type, samples, payload);
      bytes += size;
      sendReady();
    } finally {
      lock.unlock();
    }
    work();
    return receipt;
  }

  /** Runs on the connection's thread, or within {@code send} under the lock, which looks later. */
  private void answered(
      PublisherBatch batch, @Nullable QueueReply reply, @Nullable Throwable failure) {
    answers.add(new Answer(batch, reply, failure));
    if (!lock.isHeldByCurrentThread()) {
      work();
    }
  }

  /** Looks at the answers, and sends what they make room for. */
  private void work() {
    while (!answers.isEmpty()) {
      lock.lock();
      try {
        for (Answer next = answers.poll(); next != null; next = answers.poll()) {
          settle(next);
        }
        sendReady();
        startRetry();
      } finally {
        lock.unlock();
      }
      tell();
    }
  }

  /** Completes receipts outside the lock: what depends on them is not ours. */
  private void tell() {
    List<Runnable> told;
    lock.lock();
    try {
      told = outcomes;
      outcomes = new ArrayList<>();
      telling += told.size();
    } finally {
      lock.unlock();
    }
    told.forEach(Runnable::run);
    lock.lock();
    try {
      telling -= told.size();
      settled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends what is to be sent now: something if nothing is under way, else only full batches. Looks
   * at each answer first: after a loss the next batch must not go ahead on another connection.
   */
  private void sendReady() {
    while (!troubled && answers.isEmpty() && !waiting.isEmpty() && isReady()) {
      PublisherBatch batch = waiting.remove();
      if (!batch.isSent()) {
        if (gap) {
          gap = false;
          id = newId();
          nextNumber = 0;
        }
        batch.identify(new Producer(id, 0, nextNumber++, 0));
      }
      sent.add(batch);
      send(batch);
    }
  }

  /** A number that was given up must not leave a hole behind, so another identity follows it. */
  private boolean isReady() {
    boolean whole = waiting.size() > 1 || waiting.getFirst().isSent();
    return sent.isEmpty() || (!gap && whole && inFlight < config.inFlightBatches());
  }

  private void send(PublisherBatch batch) {
    inFlight++;
    long left = Math.max(0, batch.deadlineNanos() - nanoTime.getAsLong());
    int millis = Math.clamp(TimeUnit.NANOSECONDS.toMillis(left), 0, Integer.MAX_VALUE);
    var _ =
        timer
            .bound(
                connection.send(batch.request(config.topic(), millis)),
                left + REPLY_GRACE.toNanos())
            .whenComplete((reply, failure) -> answered(batch, reply, failure));
  }

  private void settle(Answer answer) {
    inFlight--;
    PublisherBatch batch = answer.batch();
    switch (answer.reply()) {
      case Published published -> done(batch, published.firstOffset());
      case Duplicate duplicate -> done(batch, duplicate.firstOffset());
      case Refused refused -> refused(batch, refused);
      case null -> {
        batch.lost(reason(answer.failure()));
        troubled = true;
      }
      default -> throw new IllegalStateException("BUG: this cannot be the reply: " + answer);
    }
  }

  private void done(PublisherBatch batch, long firstOffset) {
    pauseNanos = PAUSE_NANOS_MIN;
    forget(batch);
    outcomes.add(() -> batch.firstOffset().complete(firstOffset));
  }

  private void refused(PublisherBatch batch, Refused refused) {
    batch.refused(new QueueRefusedException(refused.error(), refused.message()));
    if (refused.error().retryable()) {
      troubled = true;
    } else {
      giveUp(batch);
    }
  }

  private void giveUp(PublisherBatch batch) {
    gap |= batch.isSent();
    forget(batch);
    RuntimeException why =
        batch.failure(
            new QueueUnavailableException("its deadline passed while it waited for others"));
    outcomes.add(() -> batch.firstOffset().completeExceptionally(why));
  }

  private void forget(PublisherBatch batch) {
    if (sent.remove(batch) || waiting.remove(batch)) {
      bytes -= batch.bytes();
      settled.signalAll();
    }
  }

  /** Once nothing is under way any more, one thread waits and lets everything be sent again. */
  private void startRetry() {
    if (troubled && inFlight == 0 && !retrying) {
      retrying = true;
      Thread.ofVirtual().name("publisher-retry").start(this::sendAgain);
    }
  }

  /** After a pause, everything that was sent in vain, in the same order; or not any more. */
  private void sendAgain() {
    lock.lock();
    try {
      awaitNextAttempt();
      long now = nanoTime.getAsLong();
      while (!sent.isEmpty()) {
        waiting.addFirst(sent.removeLast());
      }
      for (PublisherBatch batch : List.copyOf(waiting)) {
        if (now - batch.deadlineNanos() >= 0) {
          giveUp(batch);
        }
      }
      troubled = false;
      retrying = false;
      sendReady();
    } finally {
      lock.unlock();
    }
    tell();
    work();
  }

  /** At first a millisecond, doubled each time, at most a second; never beyond a deadline. */
  private void awaitNextAttempt() {
    long now = nanoTime.getAsLong();
    long left = sent.isEmpty() ? 0 : sent.getFirst().deadlineNanos() - now;
    long until = now + Math.min(left, pauseNanos / 2 + random.nextLong(pauseNanos / 2 + 1));
    pauseNanos = Math.min(2 * pauseNanos, PAUSE_NANOS_MAX);
    boolean interrupted = false;
    for (long rest = until - now; rest > 0; rest = until - nanoTime.getAsLong()) {
      try {
        var _ = retry.awaitNanos(rest);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private long newId() {
    return random.nextLong(1, Long.MAX_VALUE);
  }

  private static String reason(@Nullable Throwable failure) {
    return switch (failure) {
      case TimeoutException _ -> "the broker did not answer in time";
      case null -> "";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
