package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file for its one owner thread. The channel would be closed by an interrupt of that thread in
 * the middle of a call, so nobody interrupts it.
 */
final class WritableFile implements DiskFile {
  private final FileChannel channel;
  // A changed length has to reach the disk too, which a sync of the data alone need not do.
  private boolean lengthChanged;

  WritableFile(FileChannel channel, boolean isNew) {
    this.channel = channel;
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

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
