package io.gputelemetry.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;

/**
 * The receiving half of a connection with TLS; owned by its reading thread. While nothing comes it
 * waits with a small buffer; once something came a large one of the pool takes what follows.
 */
final class TlsInput {
  private static final int WAITING_BYTES = 256;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;
  private final BufferPool pool;
  private final ByteBuffer small = ByteBuffer.allocate(WAITING_BYTES).flip();
  // What came and is not decrypted; between its position and its limit.
  private ByteBuffer encrypted = small;
  private boolean pooled;
  private boolean agreed;
  // What is decrypted and not read yet.
  private ByteBuffer decrypted = NOTHING;

  TlsInput(SocketChannel channel, SSLEngine engine, BufferPool pool) {
    this.channel = channel;
    this.engine = engine;
    this.pool = pool;
  }

  /** The handshake is over. */
  void agreed() {
    agreed = true;
  }

  /** The first byte of all, which is not taken; -1 at the end of the stream. */
  int firstByte() throws IOException {
    return fill() ? encrypted.get(encrypted.position()) : -1;
  }

  /** Waits for at least a byte; -1 at the end of the stream. */
  int read(ByteBuffer target) throws IOException {
    if (!target.hasRemaining()) {
      return 0;
    }
    while (!decrypted.hasRemaining()) {
      int before = target.position();
      if (target.remaining() >= engine.getSession().getApplicationBufferSize()) {
        if (!unwrapInto(target)) {
          return -1;
        } else if (target.position() > before) {
          return target.position() - before;
        }
      } else if (!unwrap()) {
        return -1;
      }
    }
    int count = Math.min(decrypted.remaining(), target.remaining());
    target.put(target.position(), decrypted, decrypted.position(), count);
    target.position(target.position() + count);
    decrypted.position(decrypted.position() + count);
    return count;
  }

  /** Decrypts a record, waiting for it; false at the end of the stream. */
  boolean unwrap() throws IOException {
    ByteBuffer room = room().compact();
    try {
      return unwrapInto(room);
    } finally {
      decrypted = room.flip();
    }
  }

  private ByteBuffer room() {
    int bytes = decrypted.remaining() + engine.getSession().getApplicationBufferSize();
    return decrypted.capacity() < bytes
        ? ByteBuffer.allocate(bytes).put(decrypted).flip()
        : decrypted;
  }

  private boolean unwrapInto(ByteBuffer target) throws IOException {
    SSLEngineResult result = engine.unwrap(encrypted, target);
    return switch (result.getStatus()) {
      case OK -> {
        requireProgress(result);
        yield true;
      }
      case BUFFER_UNDERFLOW -> fill();
      case CLOSED -> {
        release();
        yield false;
      }
      case BUFFER_OVERFLOW ->
          throw new IllegalStateException("BUG: there is room for a record's plain text");
    };
  }

  /** After the handshake an engine takes nothing only because it wants another one. */
  private void requireProgress(SSLEngineResult result) throws HandshakeException {
    if (agreed && result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
      throw new HandshakeException("the peer wants to negotiate again, which is not done here");
    }
  }

  /** Reads more behind what is there; false at the end of the stream. */
  private boolean fill() throws IOException {
    if (!encrypted.hasRemaining()) {
      release();
    } else if (!pooled) {
      encrypted = pool.take().put(small).flip();
      pooled = true;
    }
    encrypted.compact();
    int read;
    try {
      read = channel.read(encrypted);
    } finally {
      encrypted.flip();
    }
    if (read < 0) {
      release();
    }
    return read >= 0;
  }

  /** Nothing is kept while nothing comes. */
  private void release() {
    if (pooled) {
      pool.give(encrypted);
      encrypted = small;
      pooled = false;
    }
    small.clear().flip();
    if (!decrypted.hasRemaining()) {
      decrypted = NOTHING;
    }
  }

  /** Reads and drops everything until the end of the stream. */
  void discard() throws IOException {
    release();
    int read;
    do {
      small.clear();
      read = channel.read(small);
    } while (read >= 0);
  }
}
