package io.gputelemetry.queue;

import java.io.IOException;

/**
 * Neighbouring messages of one stored batch on their way to a consumer, still in one piece. What is
 * said here holds for each of them; the broker begins another run where it does not.
 *
 * @param firstOffset offset of the first message, the others follow
 * @param appendedAtMicros when the batch was appended
 * @param producerId its publisher's id, 0 if anonymous
 * @param producerNumber the number of the publisher's batch
 * @param deliveries how often each of the messages was delivered to this group including now; 1 for
 *     a reader
 * @param messages the messages
 */
public record DeliveryRun(
    long firstOffset,
    long appendedAtMicros,
    long producerId,
    long producerNumber,
    int deliveries,
    StoredMessages messages) {

  /** What a run takes in a reply beside its messages, in bytes. */
  public static final int OVERHEAD_BYTES = 4 * 8 + 4 * 4;

  /**
   * The same, with its messages in memory.
   *
   * @throws IOException if they are in a file that cannot be read
   */
  public DeliveryRun loaded() throws IOException {
    return new DeliveryRun(
        firstOffset, appendedAtMicros, producerId, producerNumber, deliveries, messages.loaded());
  }

  /** What this run takes in a reply; a reply's {@code maxBytes} bounds the sum of these. */
  public int bytes() {
    return OVERHEAD_BYTES + messages.bytes();
  }
}
