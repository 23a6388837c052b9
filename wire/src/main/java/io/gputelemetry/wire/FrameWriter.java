package io.gputelemetry.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * Writes frames. All that wait go through one direct buffer, so small frames share a call to the
 * system and a payload is copied once on its way out of the heap.
 */
final class FrameWriter {
  private final WritableByteChannel channel;
  private final BufferPool pool;
  private final Pulse pulse;

  FrameWriter(WritableByteChannel channel, BufferPool pool, Pulse pulse) {
    this.channel = channel;
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
        for (int i = 0; i < frame.parts().size(); i++) {
          copy(frame.parts().get(i), buffer);
        }
      }
      flush(buffer);
    } finally {
      pool.give(buffer);
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
      channel.write(buffer);
    }
    pulse.written();
    buffer.clear();
  }
}
