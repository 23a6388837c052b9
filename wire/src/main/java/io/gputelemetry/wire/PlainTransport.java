package io.gputelemetry.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A socket as it is: every call goes to the system, so a gathering write is one. */
final class PlainTransport implements Transport {
  private final SocketChannel channel;

  PlainTransport(SocketChannel channel) {
    this.channel = channel;
  }

  @Override
  public void open() {
    // Nothing is agreed on.
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return channel.read(target);
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return channel.write(source);
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    return channel.write(sources);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    return channel.write(sources, offset, length);
  }

  @Override
  public long send(FileRange range, int from) throws IOException {
    // One call returns when all of it is taken, so a slow peer is seen to take something.
    return range.transferTo(from, BufferPool.BUFFER_BYTES, channel);
  }

  @Override
  public void shutdownInput() throws IOException {
    var _ = channel.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
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
