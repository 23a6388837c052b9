package io.gputelemetry.queue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What becomes of a message that was given to a {@link Publisher}. */
public final class Receipt {
  private final CompletableFuture<Long> batch;
  private final int index;

  /**
   * A receipt of a message in a batch.
   *
   * @param batch the offset of the batch's first message, -1 if it is in the log but too long ago
   *     to tell where
   * @param index of the message in its batch
   */
  Receipt(CompletableFuture<Long> batch, int index) {
    this.batch = batch;
    this.index = index;
  }

  /** Whether it is known what became of it. */
  public boolean isDone() {
    return batch.isDone();
  }

  /**
   * Waits until the message is in the log as durable as its topic promises; returns its offset, or
   * -1 if it has been there for too long to tell where.
   *
   * @throws QueueRefusedException if the broker refused it; it is not in the log
   * @throws QueueUnavailableException if the deadline was over before it was acknowledged; it may
   *     be in the log
   */
  public long offset() {
    try {
      return place(batch.join());
    } catch (CompletionException e) {
      throw switch (e.getCause()) {
        case QueueRefusedException refused ->
            new QueueRefusedException(refused.error(), refused.reason());
        case QueueUnavailableException lost ->
            new QueueUnavailableException(String.valueOf(lost.getMessage()), lost);
        case null, default -> e;
      };
    }
  }

  /**
   * The same as a future, which fails with the same exceptions. What depends on it runs on a thread
   * of the connection or the publisher, and must not block it.
   */
  public CompletableFuture<Long> future() {
    return batch.thenApply(this::place);
  }

  private long place(long firstOffset) {
    return firstOffset < 0 ? firstOffset : firstOffset + index;
  }
}
