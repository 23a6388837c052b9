package io.gputelemetry.broker.topic;

import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueUnavailableException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The requests that are not answered yet. Any thread takes tickets, the owner completes them; once
 * it failed, every ticket ends with that failure, whenever it was taken.
 */
final class Tickets {

  /**
   * A request under way.
   *
   * @param bytes it takes of the bound
   */
  record Ticket(long number, int bytes, CompletableFuture<QueueReply> reply) {}

  private final long bytesBound;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicReference<Optional<Throwable>> failure =
      new AtomicReference<>(Optional.empty());
  private final ConcurrentHashMap<Long, Ticket> open = new ConcurrentHashMap<>();

  Tickets(long bytesBound) {
    this.bytesBound = bytesBound;
  }

  /** A ticket for a request that carries so many bytes; empty if there are too many already. */
  Optional<Ticket> take(int size) {
    if (bytes.addAndGet(size) > bytesBound && size > 0) {
      bytes.addAndGet(-size);
      return Optional.empty();
    }
    Ticket ticket = new Ticket(numbers.incrementAndGet(), size, new CompletableFuture<>());
    open.put(ticket.number(), ticket);
    return Optional.of(ticket);
  }

  /** A ticket for a request that carries nothing. */
  Ticket take() {
    return take(0).orElseThrow();
  }

  void complete(long number, QueueReply reply) {
    Ticket ticket = open.remove(number);
    if (ticket != null) {
      bytes.addAndGet(-ticket.bytes());
      ticket.reply().complete(reply);
    }
  }

  /** Ends all tickets, those that are there and those to come. */
  void fail(Throwable cause) {
    failure.compareAndSet(Optional.empty(), Optional.of(cause));
    failIfBroken();
  }

  /** Refuses all tickets, those that are there and those to come. */
  void refuse(QueueError error, String message) {
    failure.compareAndSet(Optional.empty(), Optional.of(new QueueRefusedException(error, message)));
    failIfBroken();
  }

  /** To be called after a ticket was taken: ends it if it came too late for {@link #fail}. */
  void failIfBroken() {
    failure.get().ifPresent(this::failAll);
  }

  Optional<Throwable> failure() {
    return failure.get();
  }

  private static void end(Ticket ticket, Throwable cause) {
    if (cause instanceof QueueRefusedException refused) {
      ticket.reply().complete(new QueueReply.Refused(refused.error(), refused.reason()));
    } else {
      String message = "the broker went down: " + cause.getMessage();
      ticket.reply().completeExceptionally(new QueueUnavailableException(message, cause));
    }
  }

  private void failAll(Throwable cause) {
    for (Long number : open.keySet()) {
      Ticket ticket = open.remove(number);
      if (ticket != null) {
        bytes.addAndGet(-ticket.bytes());
        end(ticket, cause);
      }
    }
  }
}
