package io.gputelemetry.streamer;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Batches of a live source, under a producer identity of this worker's own: a random id, and dense
 * numbers, one unanswered at a time.
 */
final class LiveRows implements Supply {
  private final Intake intake;
  private final RandomGenerator random;
  private long producerId;
  private long number;

  LiveRows(Intake intake, RandomGenerator random) {
    this.intake = intake;
    this.random = random;
    this.producerId = randomId();
  }

  /** Positive: ids with the top bit set belong to sequences. */
  private long randomId() {
    return random.nextLong(1, Long.MAX_VALUE);
  }

  @Override
  public Supplied next() {
    Optional<Message> message = intake.next();
    if (message.isPresent()) {
      return new Supplied.Ready(outgoing(message.get()));
    }
    return intake.finished() ? new Supplied.Finished() : new Supplied.Wait(intake.waitNanos());
  }

  private Outgoing outgoing(Message message) {
    return new Outgoing(new Producer(producerId, 0, number++, 0), message);
  }

  @Override
  public Optional<Outgoing> last() {
    return intake.flush().map(this::outgoing);
  }

  /** The batch was not appended, and nobody else has it: it goes out under a new id. */
  @Override
  public Optional<Outgoing> disowned(Outgoing batch, QueueError error) {
    producerId = randomId();
    number = 0;
    return Optional.of(outgoing(batch.message()));
  }

  @Override
  public boolean givenBack(Outgoing batch) {
    return false;
  }
}
