package io.gputelemetry.queue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the fields of a body; every length is checked against what is there before it is used. */
final class FieldReader {
  private final ByteBuffer body;

  /** Reads behind the header of this body, whose own position stays. */
  FieldReader(ByteBuffer body) {
    this.body = body.duplicate();
    this.body.position(body.position() + QueueFrame.HEADER_BYTES);
  }

  int getByte() throws QueueFormatException {
    need(1);
    return body.get() & 0xff;
  }

  boolean getFlag() throws QueueFormatException {
    int value = getByte();
    if (value > 1) {
      throw new QueueFormatException("flag " + value + " is neither 0 nor 1");
    }
    return value == 1;
  }

  int getInt() throws QueueFormatException {
    need(Integer.BYTES);
    return body.getInt();
  }

  long getLong() throws QueueFormatException {
    need(Long.BYTES);
    return body.getLong();
  }

  /** A number that is neither infinite nor none. */
  double getDouble() throws QueueFormatException {
    double value = Double.longBitsToDouble(getLong());
    if (!Double.isFinite(value)) {
      throw new QueueFormatException(value + " is not finite");
    }
    return value;
  }

  String getName() throws QueueFormatException {
    int length = getByte();
    if (length > QueueNames.LENGTH_MAX) {
      throw new QueueFormatException("a name of " + length + " bytes");
    }
    byte[] bytes = getBytes(length);
    for (byte b : bytes) {
      if (b < 0) {
        throw new QueueFormatException("a name is not ASCII");
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  String getString(int maxBytes) throws QueueFormatException {
    need(Short.BYTES);
    int length = body.getShort() & 0xffff;
    if (length > maxBytes) {
      throw new QueueFormatException("a string of " + length + " bytes, at most " + maxBytes);
    }
    byte[] bytes = getBytes(length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new QueueFormatException("a string is not UTF-8", e);
    }
  }

  /** How many elements follow, each of which takes at least {@code elementBytes}. */
  int getCount(int elementBytes) throws QueueFormatException {
    int count = getInt();
    if (count < 0 || (long) count * elementBytes > body.remaining()) {
      throw new QueueFormatException(count + " elements in " + body.remaining() + " bytes");
    }
    return count;
  }

  /** A view of the next bytes. */
  ByteBuffer getSlice(int length) throws QueueFormatException {
    need(length);
    ByteBuffer slice = body.slice(body.position(), length);
    body.position(body.position() + length);
    return slice;
  }

  /** A view of all that is left. */
  ByteBuffer getRest() throws QueueFormatException {
    return getSlice(body.remaining());
  }

  boolean isAtEnd() {
    return !body.hasRemaining();
  }

  void end() throws QueueFormatException {
    if (body.hasRemaining()) {
      throw new QueueFormatException(body.remaining() + " bytes too many");
    }
  }

  private byte[] getBytes(int length) throws QueueFormatException {
    need(length);
    byte[] bytes = new byte[length];
    body.get(bytes);
    return bytes;
  }

  private void need(int bytes) throws QueueFormatException {
    if (bytes < 0 || bytes > body.remaining()) {
      throw new QueueFormatException(
          bytes + " bytes needed at byte " + body.position() + ", " + body.remaining() + " there");
    }
  }
}
