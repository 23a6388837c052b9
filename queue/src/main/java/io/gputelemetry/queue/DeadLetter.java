package io.gputelemetry.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A message that was set aside, with the reason: the payload of {@link #CONTENT_TYPE}.
 *
 * @param topic it came from
 * @param group that could not use it
 * @param offset its place in the topic
 * @param appendedAtMicros when the broker had appended it
 * @param failures how often it could not be used; 0 if it was set aside without a count
 * @param replays how often it had been replayed before it failed again
 * @param reason why it was set aside; cut to 1,000 characters
 * @param contentType of the original message
 * @param payload the original bytes, unchanged; empty if they did not fit in a frame together with
 *     this description, then they are still in the topic at {@code offset}
 */
public record DeadLetter(
    String topic,
    String group,
    long offset,
    long appendedAtMicros,
    int failures,
    int replays,
    String reason,
    String contentType,
    ByteBuffer payload) {

  /*
   * All numbers big-endian; a text is its length in bytes (2 bytes) and UTF-8.
   *
   *   0        1        9            17         21        25
   *   +--------+--------+------------+----------+---------+-------+-------+--------+------- . .
   *   | version| offset | appended at| failures | replays | topic | group | reason | content
   *   | 1 byte | 8      | 8, micros  | 4        | 4       | text  | text  | text   | type, text
   *   +--------+--------+------------+----------+---------+-------+-------+--------+------- . .
   *
   * and the payload, which is the rest. Version 2 has no replays, version 1 no failures either.
   */

  /** The content type of a dead letter. */
  public static final String CONTENT_TYPE = "application/vnd.gpu-telemetry.dead-letter";

  /** What is put behind a topic's name to name the topic of its dead letters. */
  public static final String TOPIC_SUFFIX = ".dlq";

  static final byte VERSION = 3;
  private static final byte VERSION_WITHOUT_REPLAYS = 2;
  private static final int REASON_CHARACTERS = 1_000;

  public DeadLetter {
    if (failures < 0 || replays < 0) {
      throw new IllegalArgumentException("failures " + failures + ", replays " + replays);
    }
    payload = payload.asReadOnlyBuffer();
    reason = reason.substring(0, Math.min(reason.length(), REASON_CHARACTERS));
  }

  /** One that was never replayed. */
  public DeadLetter(
      String topic,
      String group,
      long offset,
      long appendedAtMicros,
      int failures,
      String reason,
      String contentType,
      ByteBuffer payload) {
    this(topic, group, offset, appendedAtMicros, failures, 0, reason, contentType, payload);
  }

  /** Whether this is the name of a topic of dead letters. */
  public static boolean isDeadLetterTopic(String topic) {
    return topic.endsWith(TOPIC_SUFFIX);
  }

  /** The same letter, without its payload. */
  public DeadLetter withoutPayload() {
    return new DeadLetter(
        topic,
        group,
        offset,
        appendedAtMicros,
        failures,
        replays,
        reason,
        contentType,
        ByteBuffer.allocate(0));
  }

  /** The bytes; position 0, limit at the end. */
  public ByteBuffer encode() {
    byte[][] texts = {
      topic.getBytes(UTF_8),
      group.getBytes(UTF_8),
      reason.getBytes(UTF_8),
      contentType.getBytes(UTF_8)
    };
    int textBytes = Arrays.stream(texts).mapToInt(text -> 2 + text.length).sum();
    ByteBuffer bytes = ByteBuffer.allocate(1 + 8 + 8 + 4 + 4 + textBytes + payload.remaining());
    bytes.put(VERSION).putLong(offset).putLong(appendedAtMicros);
    bytes.putInt(failures).putInt(replays);
    for (byte[] text : texts) {
      bytes.putShort((short) text.length).put(text);
    }
    return bytes.put(payload.duplicate()).flip();
  }

  /**
   * Reads what {@link #encode} wrote, from position to limit; the buffer's position is not changed.
   *
   * @throws IllegalArgumentException if the bytes are something else
   */
  public static DeadLetter decode(ByteBuffer source) {
    ByteBuffer bytes = source.slice();
    try {
      byte version = bytes.get();
      if (version < 1 || version > VERSION) {
        throw new IllegalArgumentException("dead letter of unknown version " + version);
      }
      long offset = bytes.getLong();
      long appendedAtMicros = bytes.getLong();
      int failures = version >= VERSION_WITHOUT_REPLAYS ? bytes.getInt() : 0;
      int replays = version > VERSION_WITHOUT_REPLAYS ? bytes.getInt() : 0;
      String topic = text(bytes);
      String group = text(bytes);
      String reason = text(bytes);
      String contentType = text(bytes);
      ByteBuffer payload = bytes.slice();
      return new DeadLetter(
          topic, group, offset, appendedAtMicros, failures, replays, reason, contentType, payload);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a dead letter that ends too early", e);
    }
  }

  private static String text(ByteBuffer bytes) {
    byte[] text = new byte[Short.toUnsignedInt(bytes.getShort())];
    bytes.get(text);
    return new String(text, UTF_8);
  }
}
