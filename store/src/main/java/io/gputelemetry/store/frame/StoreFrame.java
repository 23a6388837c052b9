package io.gputelemetry.store.frame;

import java.nio.ByteBuffer;

/**
 * How the body of every frame begins.
 *
 * <pre>
 * byte 0        byte 1        bytes 2 to 9             from byte 10
 * +------------+-------------+------------------------+--------
 * | version 1  | opcode      | correlation id, i64    | fields of the opcode
 * +------------+-------------+------------------------+--------
 * </pre>
 *
 * A reply carries the correlation id of its request. Correlation id 0 belongs to no request: such a
 * reply is about the connection, which ends with it. Integers are big-endian.
 */
public final class StoreFrame {
  /** The version of the frames; the first byte of a body. */
  public static final byte VERSION = 1;

  /** The longest body. */
  public static final int BYTES_MAX = 1 << 20;

  /** What precedes the fields, in bytes. */
  public static final int HEADER_BYTES = 10;

  /** The correlation id of a reply that is about the connection. */
  public static final long NO_CORRELATION = 0;

  /** The longest binary form of a sample batch that fits into a request. */
  public static final int BATCH_BYTES_MAX = BYTES_MAX - HEADER_BYTES;

  private static final int OPCODE_AT = 1;
  private static final int CORRELATION_AT = 2;

  private StoreFrame() {}

  /** Whether the body is long enough and of our version, so that its correlation id is known. */
  public static boolean isReadable(ByteBuffer body) {
    return body.remaining() >= HEADER_BYTES && body.get(body.position()) == VERSION;
  }

  /**
   * The correlation id of a body; {@link #NO_CORRELATION} if it is not readable, so that a peer of
   * another version is heard as one that ends the connection.
   */
  public static long correlation(ByteBuffer body) {
    return isReadable(body) ? body.getLong(body.position() + CORRELATION_AT) : NO_CORRELATION;
  }

  static Opcode opcode(ByteBuffer body) throws StoreFormatException {
    if (!isReadable(body)) {
      throw new StoreFormatException(
          body.hasRemaining() && body.get(body.position()) != VERSION
              ? "a frame of version " + (body.get(body.position()) & 0xff) + ", not " + VERSION
              : "a frame of " + body.remaining() + " bytes");
    }
    return Opcode.of(body.get(body.position() + OPCODE_AT) & 0xff);
  }

  static void putHeader(FieldWriter out, Opcode opcode, long correlation) {
    out.putByte(VERSION);
    out.putByte(opcode.code());
    out.putLong(correlation);
  }
}
