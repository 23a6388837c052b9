package io.gputelemetry.queue;

import io.gputelemetry.wire.Seconds;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for replies, and gives back what a reply brings when nobody waits for it any more: a late
 * lease would otherwise keep its messages from everyone until it expires.
 */
final class ReplyWait {
  private final QueueConnection connection;
  private final Duration timeout;

  ReplyWait(QueueConnection connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
  }

  /** The reply to this request, waited for as long as the broker may wait, and the timeout. */
  QueueReply await(QueueRequest request, Duration brokerWait) {
    CompletableFuture<QueueReply> future = connection.send(request);
    try {
      return future.get(brokerWait.plus(timeout).toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      giveBackWhenLate(request, future);
      Thread.currentThread().interrupt();
      throw new QueueUnavailableException("interrupted while waiting for the broker", e);
    } catch (TimeoutException e) {
      giveBackWhenLate(request, future);
      throw new QueueUnavailableException(
          "no reply within " + Seconds.of(brokerWait.plus(timeout)), e);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    }
  }

  private static RuntimeException failure(Throwable cause) {
    return cause instanceof QueueUnavailableException unavailable
        ? new QueueUnavailableException(String.valueOf(unavailable.getMessage()), unavailable)
        : new QueueUnavailableException("the request failed: " + cause, cause);
  }

  private void giveBackWhenLate(QueueRequest request, CompletableFuture<QueueReply> future) {
    var _ =
        future.thenAccept(reply -> {
          switch (reply) {
            case QueueReply.Leased leased
                when leased.token() != 0 && request instanceof QueueRequest.Lease lease ->
                forget(new QueueRequest.Release(lease.topic(), lease.group(), leased.token()));
            case QueueReply.Granted granted
                when request instanceof QueueRequest.LeaseSequence lease ->
                forget(
                    new QueueRequest.ReleaseGrant(
                        lease.topic(), lease.sequence(), granted.token()));
            case QueueReply _ -> {
              // Nothing was taken.
            }
          }
        });
  }

  private void forget(QueueRequest request) {
    var _ = connection.send(request);
  }
}
