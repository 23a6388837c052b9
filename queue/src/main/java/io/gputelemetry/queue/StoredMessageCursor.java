package io.gputelemetry.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Walks over stored messages; makes no object unless a message is asked for. */
final class StoredMessageCursor {
  private final ByteBuffer body;
  private int position;
  private int start;
  private int sampleCount;
  private int payloadStart;
  private int checkedFrom;
  private int checkedLength;
  private String contentType = Message.SAMPLE_BATCH;

  StoredMessageCursor(ByteBuffer body) {
    this.body = body;
    this.position = body.position();
  }

  /** Where the next message begins. */
  int position() {
    return position;
  }

  int sampleCount() {
    return sampleCount;
  }

  /** Where the payload of this message begins. */
  int payloadStart() {
    return payloadStart;
  }

  int payloadBytes() {
    return position - payloadStart;
  }

  void skip(int messages) throws QueueFormatException {
    for (int i = 0; i < messages; i++) {
      next();
    }
  }

  /** Goes to the next message and checks that it lies within the bytes. */
  void next() throws QueueFormatException {
    start = position;
    int available = body.limit() - start;
    int typeLength = available > 0 ? body.get(start) & 0xff : 0;
    if (available < StoredMessages.OVERHEAD_BYTES + typeLength) {
      throw new QueueFormatException("a message is cut off at byte " + start);
    }
    checkType(start + 1, typeLength);
    sampleCount = body.getInt(start + 1 + typeLength);
    int length = body.getInt(start + 5 + typeLength);
    payloadStart = start + StoredMessages.OVERHEAD_BYTES + typeLength;
    if (sampleCount < 0 || length < 0 || length > body.limit() - payloadStart) {
      throw new QueueFormatException(
          "a message with " + sampleCount + " samples in " + length + " bytes at byte " + start);
    }
    position = payloadStart + length;
  }

  /** The message, a view. */
  Message message() {
    ByteBuffer payload = body.slice(payloadStart, position - payloadStart);
    return new Message(contentType(), sampleCount, payload);
  }

  /** Messages of a batch are nearly always of one kind, so its name is made once. */
  private String contentType() {
    int length = body.get(start) & 0xff;
    if (!isKnownType(length)) {
      byte[] bytes = new byte[length];
      body.get(start + 1, bytes);
      contentType = new String(bytes, StandardCharsets.US_ASCII);
    }
    return contentType;
  }

  private boolean isKnownType(int length) {
    if (length != contentType.length()) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (body.get(start + 1 + i) != contentType.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Messages of a batch are nearly always of one kind, so it is compared with the last one. */
  private void checkType(int from, int length) throws QueueFormatException {
    if (length != checkedLength || !isSameAsChecked(from)) {
      checkPrintable(from, length);
      checkedFrom = from;
      checkedLength = length;
    }
  }

  private boolean isSameAsChecked(int from) {
    int at = 0;
    for (; at + Long.BYTES <= checkedLength; at += Long.BYTES) {
      if (body.getLong(from + at) != body.getLong(checkedFrom + at)) {
        return false;
      }
    }
    for (; at < checkedLength; at++) {
      if (body.get(from + at) != body.get(checkedFrom + at)) {
        return false;
      }
    }
    return true;
  }

  private void checkPrintable(int from, int length) throws QueueFormatException {
    for (int i = from; i < from + length; i++) {
      byte b = body.get(i);
      if (b < ' ' || b > '~') {
        throw new QueueFormatException("a content type holds the byte " + b);
      }
    }
  }
}
