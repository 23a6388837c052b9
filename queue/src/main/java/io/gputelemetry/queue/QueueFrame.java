package io.gputelemetry.queue;

import java.nio.ByteBuffer;

/**
 * How the body of every binary frame begins.
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
public final class QueueFrame {
  /** The version of the binary form; the first byte of a body. */
  public static final byte VERSION = 1;

  /** What precedes the fields, in bytes. */
  public static final int HEADER_BYTES = 10;

  /** The correlation id of a reply that is about the connection. */
  public static final long NO_CORRELATION = 0;

  /** The messages of a batch must stay this much below the limit of a frame. */
  public static final int RESERVED_BYTES = 1024;

  static final int OPCODE_AT = 1;
  static final int CORRELATION_AT = 2;

  private QueueFrame() {}

  /** Whether the body is long enough and of our version, so that its correlation id is known. */
  public static boolean isReadable(ByteBuffer body) {
    return body.remaining() >= HEADER_BYTES && body.get(body.position()) == VERSION;
  }

  /** The correlation id of a readable body. */
  public static long correlation(ByteBuffer body) {
    return body.getLong(body.position() + CORRELATION_AT);
  }

  static Opcode opcode(ByteBuffer body) throws QueueFormatException {
    if (!isReadable(body)) {
      throw new QueueFormatException("no frame of version " + VERSION);
    }
    return Opcode.of(body.get(body.position() + OPCODE_AT) & 0xff);
  }

  static void putHeader(FieldWriter out, Opcode opcode, long correlation) {
    out.putByte(VERSION);
    out.putByte(opcode.code());
    out.putLong(correlation);
  }
}
