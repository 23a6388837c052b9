package io.gputelemetry.queue;

import io.gputelemetry.wire.FramePart;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds a body in parts: what is small goes into an own buffer, large parts stay where they are.
 */
final class FieldWriter {
  private static final int BUFFER_BYTES = 256;
  private static final int SMALL_PART_BYTES = 2048;

  private final List<FramePart> parts = new ArrayList<>(2);
  private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private int start;

  void putByte(int value) {
    room(1).put((byte) value);
  }

  void putFlag(boolean value) {
    putByte(value ? 1 : 0);
  }

  void putInt(int value) {
    room(Integer.BYTES).putInt(value);
  }

  void putLong(long value) {
    room(Long.BYTES).putLong(value);
  }

  void putDouble(double value) {
    putLong(Double.doubleToLongBits(value));
  }

  /** A string of ASCII characters, at most 255. */
  void putName(String name) {
    putByte(name.length());
    for (int i = 0; i < name.length(); i++) {
      putByte(name.charAt(i));
    }
  }

  /** Any string whose UTF-8 form takes at most 65,535 bytes. */
  void putString(String string) {
    byte[] bytes = string.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0xffff) {
      throw new IllegalArgumentException("a string of " + bytes.length + " bytes");
    }
    room(Short.BYTES).putShort((short) bytes.length);
    room(bytes.length).put(bytes);
  }

  void putMessages(StoredMessages messages) {
    if (messages.file().isPresent()) {
      endPart();
      parts.add(new FramePart.InFile(messages.file().get()));
    } else {
      putParts(messages);
    }
  }

  private void putParts(StoredMessages messages) {
    for (ByteBuffer part : messages.parts()) {
      if (part.remaining() <= SMALL_PART_BYTES) {
        room(part.remaining()).put(part.duplicate());
      } else {
        endPart();
        parts.add(new FramePart.InMemory(part.duplicate()));
      }
    }
  }

  /** All parts, which must be in memory. */
  List<ByteBuffer> parts() {
    List<ByteBuffer> buffers = new ArrayList<>(parts.size() + 1);
    for (FramePart part : frame()) {
      switch (part) {
        case FramePart.InMemory(ByteBuffer content) -> buffers.add(content);
        case FramePart.InFile _ -> throw new IllegalStateException("BUG: a part is in a file");
      }
    }
    return buffers;
  }

  /** All parts. */
  List<FramePart> frame() {
    endPart();
    return List.copyOf(parts);
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      endPart();
      buffer = ByteBuffer.allocate(Math.max(bytes, 2 * buffer.capacity()));
      start = 0;
    }
    return buffer;
  }

  private void endPart() {
    if (buffer.position() > start) {
      parts.add(new FramePart.InMemory(buffer.slice(start, buffer.position() - start)));
      start = buffer.position();
    }
  }
}
