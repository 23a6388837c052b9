package io.gputelemetry.queue;

import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * How a {@link Publisher} works. The defaults are meant to be kept.
 *
 * @param topic where to
 * @param contentType of payloads that come without one; at most 255 characters of printable ASCII
 * @param batchBytes a batch is sent at the latest when its messages take this much; a larger
 *     message goes alone. With what a frame takes beside them, it must fit the broker's frame limit
 * @param bufferBytes what may wait and be in flight together; {@code publish} waits beyond it
 * @param inFlightBatches batches that may be under way at the same time
 * @param deadline how long a message is tried for before its receipt fails
 */
public record PublisherConfig(
    String topic,
    String contentType,
    int batchBytes,
    int bufferBytes,
    int inFlightBatches,
    Duration deadline) {

  /** Bytes of an application's own making. */
  public static final String OCTETS = "application/octet-stream";

  public PublisherConfig {
    QueueNames.check("topic", topic);
    var _ = new Message(contentType, 0, ByteBuffer.allocate(0));
    if (batchBytes < 1 || bufferBytes < batchBytes || inFlightBatches < 1) {
      throw new IllegalArgumentException(
          "batches of %d bytes, %d at a time, in a buffer of %d"
              .formatted(batchBytes, inFlightBatches, bufferBytes));
    }
    if (!deadline.isPositive()) {
      throw new IllegalArgumentException("deadline " + deadline);
    }
  }

  /** Batches of 256 KiB, 8 in flight, a buffer of 8 MiB, and a deadline of 30 s. */
  public static PublisherConfig of(String topic) {
    return new PublisherConfig(topic, OCTETS, 256 << 10, 8 << 20, 8, Duration.ofSeconds(30));
  }

  /** The same with another deadline. */
  public PublisherConfig withDeadline(Duration other) {
    return new PublisherConfig(topic, contentType, batchBytes, bufferBytes, inFlightBatches, other);
  }

  /** The same with other bounds in bytes. */
  public PublisherConfig withBytes(int batch, int buffer) {
    return new PublisherConfig(topic, contentType, batch, buffer, inFlightBatches, deadline);
  }
}
