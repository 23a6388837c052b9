package io.gputelemetry.broker.http;

import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.runtime.http.ProblemException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The session in which the HTTP door asks for all of its callers. It outlives their requests, so
 * what they took stays theirs until it is acked or its time is over. Any thread may ask.
 */
final class DoorSession implements AutoCloseable {
  /** Beyond the waiting that a request asks for, the longest time an answer may take. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static final int RETRY_SECONDS = 1;

  private final QueueConnection connection;

  DoorSession(QueueConnection connection) {
    this.connection = connection;
  }

  /**
   * The reply of this kind.
   *
   * @param wait that the request asks for
   * @throws ProblemException with the status of the refusal, if it is refused
   */
  <R extends QueueReply> R ask(QueueRequest request, Duration wait, Class<R> expected) {
    QueueReply reply = answer(request, wait);
    return switch (reply) {
      case Refused refused -> throw problem(refused);
      case QueueReply other when expected.isInstance(other) -> expected.cast(other);
      case QueueReply other ->
          throw new IllegalStateException("BUG: this cannot be the reply: " + other);
    };
  }

  <R extends QueueReply> R ask(QueueRequest request, Class<R> expected) {
    return ask(request, Duration.ZERO, expected);
  }

  private QueueReply answer(QueueRequest request, Duration wait) {
    CompletableFuture<QueueReply> reply = connection.send(request);
    try {
      return reply.copy().orTimeout(wait.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (CompletionException e) {
      throw ProblemException.unavailable("the broker cannot answer now", RETRY_SECONDS);
    }
  }

  static ProblemException problem(Refused refused) {
    QueueError error = refused.error();
    String detail = error + ": " + refused.message();
    return error.retryable()
        ? ProblemException.retryLater(error.httpStatus(), detail, RETRY_SECONDS)
        : new ProblemException(error.httpStatus(), "", detail);
  }

  /** Ends the waiting of all callers; what they hold is given back. */
  @Override
  public void close() {
    connection.close();
  }
}
