package io.gputelemetry.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file that many threads read. An interrupt of one of them closes at most the channel that sends
 * and reads into direct buffers; the others go on with the next one.
 */
final class ReadOnlyFile implements DiskFile {
  private final Path path;
  private final RandomAccessFile file;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<FileChannel> sender = Optional.empty();
  private boolean closed;

  ReadOnlyFile(Path path) throws IOException {
    this.path = path;
    this.file = new RandomAccessFile(path.toFile(), "r");
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    if (target.isDirect()) {
      return readDirect(target, position);
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
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return sender().transferTo(position, count, target);
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
    lock.lock();
    try {
      closed = true;
      file.close();
      if (sender.isPresent()) {
        sender.get().close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A channel apart, because an interrupt closes it; then the next one gets another. */
  private FileChannel sender() throws IOException {
    lock.lock();
    try {
      if (closed) {
        throw new ClosedChannelException();
      }
      if (sender.isEmpty() || !sender.get().isOpen()) {
        sender = Optional.of(FileChannel.open(path, StandardOpenOption.READ));
      }
      return sender.get();
    } finally {
      lock.unlock();
    }
  }

  /** By the channel, which copies less; once an interrupt has closed it, by the file. */
  private int readDirect(ByteBuffer target, long position) throws IOException {
    try {
      return sender().read(target, position);
    } catch (ClosedChannelException e) {
      return readThroughArray(target, position);
    }
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
