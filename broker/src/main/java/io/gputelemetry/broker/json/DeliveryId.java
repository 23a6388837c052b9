package io.gputelemetry.broker.json;

import io.gputelemetry.queue.QueueNames;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Names one delivery of a message to a group: what is acked is not the message but this delivery of
 * it, so that who was too slow cannot ack what another one has by now.
 *
 * @param token of the lease, which holds this message alone
 */
public record DeliveryId(String topic, String group, long offset, long token) {
  private static final byte VERSION = 1;
  private static final int TEXT_CHARS_MAX = 256;

  /** As it is given to clients, who need not understand it. */
  public String text() {
    byte[] topicBytes = topic.getBytes(StandardCharsets.US_ASCII);
    byte[] groupBytes = group.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(1 + 1 + topicBytes.length + 1 + groupBytes.length + 16);
    bytes.put(VERSION).put((byte) topicBytes.length).put(topicBytes);
    bytes.put((byte) groupBytes.length).put(groupBytes).putLong(offset).putLong(token);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** What {@link #text} wrote; empty if it is something else. */
  public static Optional<DeliveryId> parse(String text) {
    if (text.length() > TEXT_CHARS_MAX) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      byte version = bytes.get();
      DeliveryId id = new DeliveryId(name(bytes), name(bytes), bytes.getLong(), bytes.getLong());
      boolean valid =
          version == VERSION
              && !bytes.hasRemaining()
              && id.text().equals(text)
              && id.offset >= 0
              && QueueNames.isValid(id.topic)
              && QueueNames.isValid(id.group);
      return valid ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException | BufferUnderflowException e) {
      return Optional.empty();
    }
  }

  private static String name(ByteBuffer bytes) {
    byte[] name = new byte[Byte.toUnsignedInt(bytes.get())];
    bytes.get(name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }
}
