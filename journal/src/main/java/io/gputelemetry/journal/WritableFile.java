package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/**
 * A file for its one owner thread. The channel would be closed by an interrupt of that thread in
 * the middle of a call, so nobody interrupts it.
 */
final class WritableFile implements DiskFile {
  private final FileChannel channel;
  private final WriteBuffers buffers;
  // A changed length has to reach the disk too, which a sync of the data alone need not do.
  private boolean lengthChanged;

  WritableFile(FileChannel channel, WriteBuffers buffers, boolean isNew) {
    this.channel = channel;
    this.buffers = buffers;
    this.lengthChanged = isNew;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return channel.read(target, position);
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += channel.write(source, at);
    }
  }

  /** Copies each byte once, on its way out of the heap. */
  @Override
  public void write(List<ByteBuffer> sources, long position) throws IOException {
    ByteBuffer buffer = buffers.take();
    try {
      long at = position;
      for (ByteBuffer source : sources) {
        at += put(source, buffer, at);
      }
      write(buffer.flip(), at);
    } finally {
      buffers.give(buffer);
    }
  }

  @Override
  public void sync() throws IOException {
    channel.force(lengthChanged);
    lengthChanged = false;
  }

  @Override
  public void truncate(long size) throws IOException {
    channel.truncate(size);
    lengthChanged = true;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  /** Writes the buffer whenever it is full; returns how much was written. */
  private long put(ByteBuffer source, ByteBuffer buffer, long position) throws IOException {
    long written = 0;
    int from = source.position();
    while (from < source.limit()) {
      if (!buffer.hasRemaining()) {
        written += buffer.position();
        write(buffer.flip(), position + written - buffer.limit());
        buffer.clear();
      }
      int length = Math.min(source.limit() - from, buffer.remaining());
      buffer.put(buffer.position(), source, from, length);
      buffer.position(buffer.position() + length);
      from += length;
    }
    return written;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
