package io.gputelemetry.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/** A file that many threads read; an interrupt of one of them leaves it open, unlike a channel. */
final class ReadOnlyFile implements DiskFile {
  private final RandomAccessFile file;
  private final ReentrantLock lock = new ReentrantLock();

  ReadOnlyFile(Path path) throws IOException {
    this.file = new RandomAccessFile(path.toFile(), "r");
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    if (!target.hasArray()) {
      return readThroughArray(target, position);
    }
    int count = read(target.array(), target.arrayOffset() + target.position(), target, position);
    if (count > 0) {
      target.position(target.position() + count);
    }
    return count;
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    throw new IOException("opened for reading");
  }

  @Override
  public void sync() throws IOException {
    throw new IOException("opened for reading");
  }

  @Override
  public void truncate(long size) throws IOException {
    throw new IOException("opened for reading");
  }

  @Override
  public long size() throws IOException {
    return file.length();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private int readThroughArray(ByteBuffer target, long position) throws IOException {
    byte[] bytes = new byte[target.remaining()];
    int count = read(bytes, 0, target, position);
    if (count > 0) {
      target.put(bytes, 0, count);
    }
    return count;
  }

  private int read(byte[] array, int at, ByteBuffer target, long position) throws IOException {
    lock.lock();
    try {
      file.seek(position);
      return file.read(array, at, target.remaining());
    } finally {
      lock.unlock();
    }
  }
}
