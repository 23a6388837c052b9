package io.gputelemetry.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes frames. All that wait go through one direct buffer, so small frames share a call to the
 * system and a payload is copied once on its way out of the heap; what is in a file is sent from
 * there where the transport can.
 */
final class FrameWriter {
  private final Transport transport;
  private final BufferPool pool;
  private final Pulse pulse;

  FrameWriter(Transport transport, BufferPool pool, Pulse pulse) {
    this.transport = transport;
    this.pool = pool;
    this.pulse = pulse;
  }

  void write(List<Outgoing> frames) throws IOException {
    ByteBuffer buffer = pool.take();
    try {
      for (Outgoing frame : frames) {
        if (buffer.remaining() < FrameReader.LENGTH_BYTES) {
          flush(buffer);
        }
        buffer.putInt(frame.bytes());
        for (FramePart part : frame.parts()) {
          switch (part) {
            case FramePart.InMemory(ByteBuffer content) -> copy(content, buffer);
            case FramePart.InFile(FileRange range) -> send(range, buffer);
          }
        }
      }
      flush(buffer);
    } finally {
      pool.give(buffer);
    }
  }

  /** Sends as much of it as the system takes from the file; what is left is copied. */
  private void send(FileRange range, ByteBuffer buffer) throws IOException {
    flush(buffer);
    int sent = 0;
    long count;
    do {
      pulse.writing();
      count = transport.send(range, sent);
      sent += (int) count;
    } while (count > 0 && sent < range.length());
    pulse.written();
    while (sent < range.length()) {
      if (!buffer.hasRemaining()) {
        flush(buffer);
      }
      sent += range.read(sent, buffer);
    }
  }

  private void copy(ByteBuffer part, ByteBuffer buffer) throws IOException {
    int position = part.position();
    while (position < part.limit()) {
      if (!buffer.hasRemaining()) {
        flush(buffer);
      }
      int length = Math.min(part.limit() - position, buffer.remaining());
      buffer.put(buffer.position(), part, position, length);
      buffer.position(buffer.position() + length);
      position += length;
    }
  }

  private void flush(ByteBuffer buffer) throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      pulse.writing();
      transport.write(buffer);
    }
    pulse.written();
    buffer.clear();
  }
}
