package io.gputelemetry.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Where the reply to one frame goes. Until it is written the request counts as in flight. */
public final class FrameReply {
  private final Connection connection;
  private final AtomicBoolean used = new AtomicBoolean();

  FrameReply(Connection connection) {
    this.connection = connection;
  }

  /**
   * Sends the reply; never waits. It is dropped when the connection has ended.
   *
   * @param body parts that follow each other, not to be changed any more; together at most the
   *     frame limit
   */
  public void send(List<ByteBuffer> body) {
    claim();
    connection.send(Outgoing.of(body, Outgoing.Kind.REPLY));
  }

  /** The same with parts that may be in a file. */
  public void sendStored(List<FramePart> body) {
    claim();
    connection.send(new Outgoing(body, Outgoing.Kind.REPLY));
  }

  /** Sends the reply and ends the connection in such a way that the peer can still read it. */
  public void sendLast(List<ByteBuffer> body) {
    claim();
    connection.send(Outgoing.of(body, Outgoing.Kind.LAST));
  }

  /**
   * Sends a frame that answers nothing, before or after the reply. Waits while much that was sent
   * to this peer is not read by it, so a peer that reads slowly costs little memory; not to be
   * called by the reading thread.
   *
   * @param body as of a reply
   * @return false if the connection takes nothing more
   */
  public boolean push(List<ByteBuffer> body) throws InterruptedException {
    return connection.push(Outgoing.of(body, Outgoing.Kind.PUSH));
  }

  private void claim() {
    if (!used.compareAndSet(false, true)) {
      throw new IllegalStateException("BUG: a frame is replied to twice");
    }
  }
}
