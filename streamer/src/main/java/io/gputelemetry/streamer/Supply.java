package io.gputelemetry.streamer;

import io.gputelemetry.queue.QueueError;
import java.util.Optional;

/** Where a worker's batches come from. Used by that worker alone. */
sealed interface Supply permits SharedRows, LiveRows {
  /** The next batch; may ask the queue and throw what it throws. */
  Supplied next();

  /** The next of what is left when nothing new is to be read any more, if anything is. */
  Optional<Outgoing> last();

  /** Returns when {@link #next} may have something though it had nothing, or the time is over. */
  void await(long nanos) throws InterruptedException;

  /**
   * The broker refused the identity of a batch for good. Returns the batch under a new identity, or
   * nothing if others publish its rows.
   */
  Optional<Outgoing> disowned(Outgoing batch, QueueError error);

  /** A batch that could not be published before closing: others may have its rows, if they can. */
  boolean givenBack(Outgoing batch);
}
