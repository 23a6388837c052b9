package io.gputelemetry.wire;

import io.gputelemetry.wire.tls.Tls;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * A socket with TLS. What is written together is encrypted into one buffer and leaves in few calls;
 * a connection that is silent keeps a few hundred bytes. An answer to a key update of TLS 1.3
 * leaves with the next write.
 */
final class TlsTransport implements Transport {
  private static final byte HANDSHAKE_RECORD = 22;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final BufferPool pool;
  private final TlsInput input;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile boolean plain;

  TlsTransport(SocketChannel channel, SSLEngine engine, BufferPool pool) {
    this.channel = channel;
    this.engine = engine;
    this.pool = pool;
    this.input = new TlsInput(channel, engine, pool);
  }

  @Override
  public void open() throws IOException {
    requireTls();
    try {
      engine.beginHandshake();
      shakeHands();
      input.agreed();
    } catch (SSLException e) {
      HandshakeException told = refused(e);
      awaitEnd(told);
      throw told;
    }
  }

  /** A client waits for the server's first byte; a server must not answer a plain one with TLS. */
  private void requireTls() throws IOException {
    if (engine.getUseClientMode()) {
      return;
    }
    int first = input.firstByte();
    if (first < 0) {
      throw new EOFException("the peer closed the connection without a word");
    } else if (first != HANDSHAKE_RECORD) {
      plain = true;
      throw new PlainPeerException();
    }
  }

  private void shakeHands() throws IOException {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> runTasks();
        case NEED_WRAP -> wrapAll(new ByteBuffer[] {NOTHING}, 0, 1);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!input.unwrap()) {
            throw new HandshakeException("the peer closed the connection instead of a handshake");
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          return;
        }
      }
    }
  }

  private void runTasks() {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  /** Tells the peer, and then this side. */
  private HandshakeException refused(SSLException failure) {
    HandshakeException told = new HandshakeException(Tls.reason(failure), failure);
    try {
      while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
        wrapAll(new ByteBuffer[] {NOTHING}, 0, 1);
      }
      var _ = channel.shutdownOutput();
    } catch (IOException e) {
      told.addSuppressed(e);
    }
    return told;
  }

  /** A server closes after the client: what it did not read would take back what it said. */
  private void awaitEnd(HandshakeException told) {
    try {
      if (!engine.getUseClientMode()) {
        input.discard();
      }
    } catch (IOException e) {
      told.addSuppressed(e);
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (plain) {
      return channel.read(target);
    }
    try {
      return input.read(target);
    } catch (SSLException e) {
      throw refused(e);
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return (int) write(new ByteBuffer[] {source}, 0, 1);
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    return write(sources, 0, sources.length);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    if (plain) {
      return channel.write(sources, offset, length);
    }
    try {
      long written = wrapAll(sources, offset, length);
      if (written == 0 && hasRemaining(sources, offset, length)) {
        throw new ClosedChannelException();
      }
      return written;
    } catch (SSLException e) {
      throw new HandshakeException(Tls.reason(e), e);
    }
  }

  private long wrapAll(ByteBuffer[] sources, int offset, int length) throws IOException {
    writing.lock();
    ByteBuffer encrypted = pool.take();
    try {
      long consumed = 0;
      SSLEngineResult result;
      do {
        result = engine.wrap(sources, offset, length, encrypted);
        consumed += result.bytesConsumed();
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
          flush(encrypted);
        }
      } while (result.getStatus() == Status.BUFFER_OVERFLOW
          || (result.bytesProduced() > 0 && hasRemaining(sources, offset, length)));
      flush(encrypted);
      return consumed;
    } finally {
      pool.give(encrypted);
      writing.unlock();
    }
  }

  private static boolean hasRemaining(ByteBuffer[] sources, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (sources[i].hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  private void flush(ByteBuffer encrypted) throws IOException {
    encrypted.flip();
    while (encrypted.hasRemaining()) {
      channel.write(encrypted);
    }
    encrypted.clear();
  }

  @Override
  public void shutdownInput() throws IOException {
    var _ = channel.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    if (!plain) {
      engine.closeOutbound();
      while (!engine.isOutboundDone()) {
        wrapAll(new ByteBuffer[] {NOTHING}, 0, 1);
      }
    }
    var _ = channel.shutdownOutput();
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
