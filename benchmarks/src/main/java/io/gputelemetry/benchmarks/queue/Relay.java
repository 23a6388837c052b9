package io.gputelemetry.benchmarks.queue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The least that any queue over TCP must do, as a process: one connection brings bytes, one thread
 * appends them to a file, another connection takes them from there. No index, no groups, no acks,
 * no checks. With {@code synced} bytes leave only after {@code fdatasync}, which runs beside the
 * appending.
 */
final class Relay {
  private static final int CHUNK_BYTES = 256 << 10;

  private final FileChannel file;
  private final boolean synced;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private long written;
  private long visible;
  private boolean ended;

  private Relay(FileChannel file, boolean synced) {
    this.file = file;
    this.synced = synced;
  }

  /** Arguments: the file, and {@code written} or {@code synced}. Prints the port. */
  public static void main(String[] arguments) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      System.out.println(((InetSocketAddress) server.getLocalAddress()).getPort());
      while (true) {
        SocketChannel from = server.accept();
        SocketChannel to = server.accept();
        to.setOption(StandardSocketOptions.TCP_NODELAY, true);
        try (FileChannel file =
            FileChannel.open(
                Path.of(arguments[0]),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
          new Relay(file, "synced".equals(arguments[1])).pass(from, to);
        }
      }
    }
  }

  private void pass(SocketChannel from, SocketChannel to) throws Exception {
    Thread sender = Thread.ofPlatform().start(() -> guarded(() -> send(to)));
    Thread syncer = Thread.ofPlatform().start(() -> guarded(this::sync));
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES);
    while (from.read(chunk) >= 0) {
      chunk.flip();
      while (chunk.hasRemaining()) {
        int _ = file.write(chunk);
      }
      chunk.clear();
      move(file.position(), false);
    }
    move(file.position(), true);
    syncer.join();
    sender.join();
    from.close();
    to.close();
  }

  private void move(long to, boolean last) {
    lock.lock();
    try {
      written = to;
      visible = synced ? visible : to;
      ended = last;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void sync() throws IOException, InterruptedException {
    long done = 0;
    while (synced) {
      lock.lock();
      try {
        while (written == done && !ended) {
          moved.await();
        }
        if (written == done) {
          return;
        }
        done = written;
      } finally {
        lock.unlock();
      }
      file.force(false);
      lock.lock();
      try {
        visible = done;
        moved.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void send(SocketChannel to) throws IOException, InterruptedException {
    long sent = 0;
    while (true) {
      long until;
      lock.lock();
      try {
        while (visible == sent && !(ended && visible == written)) {
          moved.await(1, TimeUnit.SECONDS);
        }
        until = visible;
        if (until == sent) {
          to.shutdownOutput();
          return;
        }
      } finally {
        lock.unlock();
      }
      while (sent < until) {
        sent += file.transferTo(sent, Math.min(until - sent, CHUNK_BYTES), to);
      }
    }
  }

  /** A part that ends by an exception. */
  private interface Part {
    void run() throws Exception;
  }

  private static void guarded(Part part) {
    try {
      part.run();
    } catch (Exception e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }
}
