package io.gputelemetry.streamer;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.telemetry.BatchOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Ranges of a file that several streamers share through a sequence of the broker. The progress is
 * the sequence's; nothing is kept here. A range goes out under the sequence's name with the grant's
 * token, so that it is appended once, whoever publishes it.
 */
final class SharedRows implements Supply {
  /** How long the broker may look for a free range before it says that there is none. */
  private static final Duration LEASE_WAIT = Duration.ofMillis(200);

  private static final Supplied ASK_AGAIN = new Supplied.Wait(10_000_000);

  /** A sequence that is finished may be reset, or get more passes. */
  private static final Supplied FINISHED = new Supplied.Finished(2_000_000_000);

  private final StreamerConfig config;
  private final Streamer.Environment environment;
  private final MessageQueue queue;
  private final TokenBucket bucket;
  private final RangeBatch batches;
  private final SharedSequence sequence;

  SharedRows(
      StreamerConfig config, RangeBatch batches, Streamer.Environment environment, Shared shared) {
    this.config = config;
    this.environment = environment;
    this.queue = environment.queue();
    this.bucket = shared.bucket();
    this.sequence = shared.sequence();
    this.batches = batches;
  }

  /** What the workers of a streamer share. */
  record Shared(SharedSequence sequence, TokenBucket bucket) {}

  @Override
  public Supplied next() {
    int largest = batches.maxRows();
    int range = Math.min(config.rangeRows(), largest);
    long wait = bucket.nanosUntil(range);
    if (wait > 0) {
      return new Supplied.Wait(wait);
    }
    sequence.open();
    return switch (lease(bucket.due(largest))) {
      case QueueReply.Granted grant -> granted(grant);
      case QueueReply.SequenceFinished _ -> {
        sequence.finished();
        yield FINISHED;
      }
      default -> {
        sequence.waits();
        yield ASK_AGAIN;
      }
    };
  }

  private Supplied granted(QueueReply.Granted grant) {
    if (!owns(grant)) {
      return ASK_AGAIN;
    }
    bucket.take(grant.count());
    return new Supplied.Ready(outgoing(grant));
  }

  /** A range of a sequence that was reset may be one of another file. */
  private boolean owns(QueueReply.Granted grant) {
    try {
      if (sequence.owns(grant.producerId())) {
        return true;
      }
    } catch (QueueRefusedException e) {
      release(grant.token());
      throw e;
    }
    release(grant.token());
    return false;
  }

  private void release(long token) {
    queue.releaseGrant(config.topic(), config.streamId(), token);
  }

  private QueueReply lease(int rows) {
    try {
      return queue.leaseSequence(config.topic(), config.streamId(), Math.max(rows, 1), LEASE_WAIT);
    } catch (QueueRefusedException e) {
      // A broker that lost its disk does not know the sequence any more.
      if (e.error() == QueueError.NOT_FOUND) {
        sequence.forgotten();
      }
      throw e;
    }
  }

  private Outgoing outgoing(QueueReply.Granted grant) {
    Producer producer = new Producer(grant.producerId(), 0, grant.number(), grant.token());
    Message message =
        new Message(
            Message.SAMPLE_BATCH,
            grant.count(),
            batches.encode(
                grant.firstRow(), grant.count(), grant.grantedAtMicros(), origin(grant)));
    return new Outgoing(producer, List.of(message));
  }

  private BatchOrigin origin(QueueReply.Granted grant) {
    return new BatchOrigin(
        config.streamId() + "/" + grant.pass() + "/" + grant.firstRow(),
        environment.instance(),
        environment.clock().epochMicros());
  }

  @Override
  public Optional<Outgoing> last() {
    return Optional.empty();
  }

  /** The time to ask again is in {@link Supplied.Wait}. */
  @Override
  public void await(long nanos) {}

  @Override
  public Optional<Outgoing> disowned(Outgoing batch, QueueError error) {
    return Optional.empty();
  }

  /** Done by the broker in any case when the connection closes. */
  @Override
  public boolean givenBack(Outgoing batch) {
    release(batch.producer().token());
    return true;
  }
}
