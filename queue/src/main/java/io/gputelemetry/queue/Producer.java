package io.gputelemetry.queue;

/**
 * Who publishes, so that a repeated batch is recognised and not appended again.
 *
 * @param id a producer chooses a random positive id and keeps it while it lives; a sequence's id
 *     comes with its grants; 0 means anonymous, and repeats are not recognised
 * @param epoch raised by a producer that takes over the id of another; an older epoch is refused
 * @param number of the batch, dense from 0 per producer; for a sequence the number of the range
 * @param token the grant's token for a sequence; for a dead letter that is replayed, how often it
 *     was replayed with this time; else 0
 */
public record Producer(long id, int epoch, long number, long token) {
  /** A publisher without an identity. */
  public static final Producer ANONYMOUS = new Producer(0, 0, 0, 0);
}
