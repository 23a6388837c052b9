package io.gputelemetry.queue;

import io.gputelemetry.queue.WaitingRequests.Waiting;
import io.gputelemetry.wire.FrameClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a broker over TCP, which comes back by itself when it is lost. Requests whose
 * reply had not come then fail; later ones wait for the new connection, as long as they may wait
 * for the broker and the configured patience. A broker that does not accept our token refuses the
 * waiting requests with {@link QueueError#UNAUTHORIZED}. A new connection is a new session: leases
 * of the old one were given back.
 */
public final class TcpQueueConnection implements QueueConnection {
  private static final int BACKOFF_STEPS = 100;

  private final TcpQueueConfig config;
  private final Handshake handshake;
  private final LongSupplier nanoTime;
  private final RandomGenerator jitter;
  private final AtomicLong numbers = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final WaitingRequests waiting = new WaitingRequests();
  private @Nullable FrameClient client;
  private String lastFailure = "";
  private boolean connecting;
  private boolean closed;

  TcpQueueConnection(TcpQueueConfig config, LongSupplier nanoTime, RandomGenerator jitter) {
    this.config = config;
    this.handshake = new Handshake(config, nanoTime);
    this.nanoTime = nanoTime;
    this.jitter = jitter;
  }

  /** Begins to connect, and returns without waiting for it. */
  public static TcpQueueConnection connect(TcpQueueConfig config) {
    var connection = new TcpQueueConnection(config, System::nanoTime, new SplittableRandom());
    connection.begin();
    return connection;
  }

  void begin() {
    lock.lock();
    try {
      connectLocked();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public CompletableFuture<QueueReply> send(QueueRequest request) {
    CompletableFuture<QueueReply> reply = new CompletableFuture<>();
    lock.lock();
    try {
      if (closed) {
        fail(reply, "the connection is closed");
        return reply;
      }
      FrameClient open = client;
      if (open != null && open.isOpen()) {
        transmit(open, request, reply);
      } else if (waiting.add(new Waiting(request, reply, deadlineNanos(request)))) {
        // A connection that just ended first tells all who wait for it, so that what they send
        // again does not come behind what others send on the next one.
        if (open == null) {
          connectLocked();
        }
      } else {
        fail(reply, "too many requests wait for the broker");
      }
    } finally {
      lock.unlock();
    }
    return reply;
  }

  /** Whether the broker is connected now. */
  public boolean isConnected() {
    lock.lock();
    try {
      return client != null && client.isOpen();
    } finally {
      lock.unlock();
    }
  }

  /** Why the broker is not connected, for a person; empty if it is, or was not tried yet. */
  public String lastFailure() {
    lock.lock();
    try {
      return client != null && client.isOpen() ? "" : lastFailure;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    FrameClient open;
    List<Waiting> abandoned;
    lock.lock();
    try {
      closed = true;
      open = client;
      abandoned = waiting.takeAll();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (open != null) {
      open.close();
    }
    abandoned.forEach(request -> fail(request.reply(), "the connection is closed"));
  }

  private void transmit(FrameClient to, QueueRequest request, CompletableFuture<QueueReply> reply) {
    int bytesMax = config.wire().limits().maxFrameBytes() - QueueFrame.RESERVED_BYTES;
    if (request instanceof QueueRequest.Publish publish && publish.stored().bytes() > bytesMax) {
      reply.complete(
          new QueueReply.Refused(
              QueueError.TOO_LARGE,
              publish.stored().bytes() + " bytes of messages, at most " + bytesMax));
      return;
    }
    long number = numbers.incrementAndGet();
    var _ =
        to.send(number, RequestCodec.encode(number, request))
            .whenComplete((body, failure) -> {
              if (failure == null) {
                complete(to, reply, body);
              } else {
                reply.completeExceptionally(
                    new QueueUnavailableException(Handshake.reason(failure), failure));
              }
            });
  }

  private static void complete(
      FrameClient from, CompletableFuture<QueueReply> reply, ByteBuffer body) {
    try {
      reply.complete(ReplyCodec.decode(body));
    } catch (QueueFormatException e) {
      reply.completeExceptionally(
          new QueueUnavailableException("the broker's reply is none: " + e.getMessage(), e));
      from.close();
    }
  }

  private void connectLocked() {
    if (!connecting && !closed) {
      connecting = true;
      Thread.ofVirtual().name("queue-connect").start(this::connectLoop);
    }
  }

  private void connectLoop() {
    try {
      long pauseNanos = config.backoffMax().toNanos() / BACKOFF_STEPS;
      while (!settle(handshake.attempt())) {
        if (pause(pauseNanos / 2 + jitter.nextLong(pauseNanos / 2 + 1))) {
          return;
        }
        pauseNanos = Math.min(2 * pauseNanos, config.backoffMax().toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does what the outcome asks for; false if another attempt may be needed. */
  private boolean settle(Handshake.Outcome outcome) {
    return switch (outcome) {
      case Handshake.Outcome.Connected connected -> use(connected.client());
      case Handshake.Outcome.Rejected rejected -> {
        reject(rejected.refusal());
        yield false;
      }
      case Handshake.Outcome.Failed failure -> {
        note(failure.why());
        yield false;
      }
    };
  }

  /** Waiting requests go out before new ones; nobody is told anything under the lock. */
  private boolean use(FrameClient connected) {
    List<Runnable> outcomes = new ArrayList<>();
    lock.lock();
    try {
      connecting = false;
      if (closed) {
        connected.close();
        return true;
      }
      client = connected;
      long now = nanoTime.getAsLong();
      for (Waiting request : waiting.takeAll()) {
        CompletableFuture<QueueReply> outcome = new CompletableFuture<>();
        if (now - request.deadlineNanos() < 0) {
          transmit(connected, request.request(), outcome);
        } else {
          fail(outcome, "the broker was not reached in time");
        }
        outcomes.add(() -> pass(outcome, request.reply()));
      }
    } finally {
      lock.unlock();
    }
    var _ = connected.closed().thenRun(() -> lost(connected));
    outcomes.forEach(Runnable::run);
    return true;
  }

  private static void pass(
      CompletableFuture<QueueReply> outcome, CompletableFuture<QueueReply> reply) {
    var _ =
        outcome.whenComplete((answer, failure) -> {
          if (failure == null) {
            reply.complete(answer);
          } else {
            reply.completeExceptionally(failure);
          }
        });
  }

  private void lost(FrameClient connected) {
    lock.lock();
    try {
      if (client == connected) {
        client = null;
        connectLocked();
      }
    } finally {
      lock.unlock();
    }
  }

  private void reject(QueueReply.Refused refusal) {
    List<Waiting> rejected;
    lock.lock();
    try {
      lastFailure = refusal.error() + ": " + refusal.message();
      rejected = waiting.takeAll();
    } finally {
      lock.unlock();
    }
    rejected.forEach(request -> request.reply().complete(refusal));
  }

  private void note(String why) {
    lock.lock();
    try {
      lastFailure = why;
    } finally {
      lock.unlock();
    }
  }

  /** Waits before the next attempt, while deadlines of requests may come; true if all is over. */
  private boolean pause(long nanos) throws InterruptedException {
    long until = nanoTime.getAsLong() + nanos;
    while (true) {
      List<Waiting> expired;
      String why;
      boolean over;
      long left;
      lock.lock();
      try {
        long now = nanoTime.getAsLong();
        left = until - now;
        over = closed;
        expired = waiting.takeExpired(now);
        why = lastFailure;
        if (!over && left > 0 && expired.isEmpty()) {
          var _ = changed.awaitNanos(waiting.untilDeadline(now, left));
        }
      } finally {
        lock.unlock();
      }
      expired.forEach(request -> fail(request.reply(), "the broker is not reached: " + why));
      if (over || left <= 0) {
        return over;
      }
    }
  }

  private long deadlineNanos(QueueRequest request) {
    Duration wait =
        Duration.ofMillis(
            switch (request) {
              case QueueRequest.Publish publish -> publish.timeoutMillis();
              case QueueRequest.Read read -> read.waitMillis();
              case QueueRequest.Lease lease -> lease.waitMillis();
              case QueueRequest.LeaseSequence lease -> lease.waitMillis();
              case QueueRequest.Hello _,
                  QueueRequest.Ack _,
                  QueueRequest.AckRange _,
                  QueueRequest.Nack _,
                  QueueRequest.Release _,
                  QueueRequest.Extend _,
                  QueueRequest.OpenSequence _,
                  QueueRequest.ReleaseGrant _,
                  QueueRequest.Inspect _,
                  QueueRequest.Report _,
                  AdminRequest _ ->
                  0;
            });
    return nanoTime.getAsLong() + wait.plus(config.patience()).toNanos();
  }

  private static void fail(CompletableFuture<QueueReply> reply, String why) {
    reply.completeExceptionally(new QueueUnavailableException(why));
  }
}
