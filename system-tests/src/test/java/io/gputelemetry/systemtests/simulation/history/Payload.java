package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.Message;
import java.nio.ByteBuffer;

/**
 * The content of a message: says who published it, and is different in each message.
 *
 * @param producer its publisher; of an anonymous one a name that is in no request
 * @param epoch of the publisher
 * @param number of the batch
 * @param index in the batch
 * @param rows what it holds of a sequence; {@link Rows#NONE} otherwise
 */
public record Payload(long producer, int epoch, long number, int index, Rows rows) {
  private static final int HEAD_BYTES = 5 * Long.BYTES + 4 * Integer.BYTES;

  /** Rows of a sequence, as they were granted. */
  public record Rows(long pass, long firstRow, int count, long grantedAtMicros) {
    /** Of no sequence. */
    public static final Rows NONE = new Rows(0, 0, 0, 0);
  }

  /** A message of about that many bytes. */
  public Message message(int bytes) {
    int size = Math.max(bytes, HEAD_BYTES);
    ByteBuffer content = ByteBuffer.allocate(size);
    content.putLong(producer).putInt(epoch).putLong(number).putInt(index);
    content.putLong(rows.pass()).putLong(rows.firstRow()).putInt(rows.count());
    content.putLong(rows.grantedAtMicros()).putInt(size);
    for (int at = content.position(); at < size; at++) {
      content.put(at, filler(at));
    }
    return new Message("application/octet-stream", 1, content.rewind());
  }

  /**
   * The one in a message.
   *
   * @throws IllegalArgumentException if the bytes are not what was made
   */
  public static Payload of(ByteBuffer message) {
    ByteBuffer content = message.slice();
    if (content.limit() < HEAD_BYTES) {
      throw new IllegalArgumentException("payload of " + content.limit() + " bytes");
    }
    long producer = content.getLong();
    int epoch = content.getInt();
    long number = content.getLong();
    int index = content.getInt();
    Rows rows = new Rows(content.getLong(), content.getLong(), content.getInt(), content.getLong());
    Payload payload = new Payload(producer, epoch, number, index, rows);
    int size = content.getInt();
    for (int at = content.position(); at < content.limit(); at++) {
      if (content.get(at) != payload.filler(at)) {
        throw new IllegalArgumentException(payload + " changed at byte " + at);
      }
    }
    if (size != content.limit()) {
      throw new IllegalArgumentException(payload + " has not " + size + " bytes");
    }
    return payload;
  }

  private byte filler(int at) {
    return (byte) (producer * 31 + number * 7 + index * 3L + at);
  }

  @Override
  public String toString() {
    String rest = rows.count() == 0 ? "" : ", " + rows;
    return "message " + index + " of batch " + number + " of " + name(producer, epoch) + rest;
  }

  /** What to call a publisher. */
  public static String name(long producer, int epoch) {
    return Long.toHexString(producer) + (epoch == 0 ? "" : " in epoch " + epoch);
  }
}
