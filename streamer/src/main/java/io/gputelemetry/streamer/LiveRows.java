package io.gputelemetry.streamer;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Batches of a live source, out of the backlog, under a producer identity of this worker's own: a
 * random id, and dense numbers, one unanswered at a time. What piled up while the queue did not
 * answer goes out merged, a publish for many batches.
 */
final class LiveRows implements Supply {
  /** Of one publish. Large enough to pay for a sync, small enough for any frame. */
  private static final int PUBLISH_BYTES = 256 * 1024;

  private final Backlog backlog;
  private final RandomGenerator random;
  private long producerId;
  private long number;

  LiveRows(Backlog backlog, RandomGenerator random) {
    this.backlog = backlog;
    this.random = random;
    this.producerId = randomId();
  }

  /** Positive: ids with the top bit set belong to sequences. */
  private long randomId() {
    return random.nextLong(1, Long.MAX_VALUE);
  }

  @Override
  public Supplied next() {
    Optional<Outgoing> batch = last();
    if (batch.isPresent()) {
      return new Supplied.Ready(batch.get());
    }
    return backlog.finished() ? new Supplied.Finished(Long.MAX_VALUE / 2) : new Supplied.Wait(0);
  }

  private Outgoing outgoing(List<Message> messages) {
    return new Outgoing(new Producer(producerId, 0, number++, 0), messages);
  }

  @Override
  public Optional<Outgoing> last() {
    List<Message> messages = backlog.take(PUBLISH_BYTES);
    return messages.isEmpty() ? Optional.empty() : Optional.of(outgoing(messages));
  }

  @Override
  public void await(long nanos) throws InterruptedException {
    backlog.await(nanos);
  }

  /** The batch was not appended, and nobody else has it: it goes out under a new id. */
  @Override
  public Optional<Outgoing> disowned(Outgoing batch, QueueError error) {
    producerId = randomId();
    number = 0;
    return Optional.of(outgoing(batch.messages()));
  }

  @Override
  public boolean givenBack(Outgoing batch) {
    return false;
  }
}
