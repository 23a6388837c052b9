package io.gputelemetry.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * One TCP connection with its two threads. The reading thread gives frames to the owner and tells
 * it of the end; the writing thread writes what waits. The later of the two to finish closes the
 * channel; {@link #close} closes it at once, which ends both.
 */
final class Connection {
  // How long the peer may take to notice a last frame and close its side.
  private static final long LINGER_NANOS = Duration.ofSeconds(2).toNanos();

  /** Whom the frames belong to. */
  interface Owner {
    /** A frame that is no heartbeat. */
    void received(Connection connection, ByteBuffer body);

    void heartbeatReceived(Connection connection);

    /** What to tell a peer whose frame is too large. */
    List<ByteBuffer> tooLarge(int firstByte);

    /** The two sides did not agree; what to tell a peer that speaks no TLS, as it is. */
    List<ByteBuffer> disagreed(String reason);

    /** Called by the watchdog now and then. */
    void check(Connection connection, long nowNanos);

    /** No frame comes any more; called once. */
    void closed(Connection connection, String reason);
  }

  /**
   * What all connections of a server share.
   *
   * @param limits of each of them
   * @param closeGraceNanos how long replies are waited for while the connection drains
   */
  record Settings(
      ConnectionLimits limits, long closeGraceNanos, BufferPool buffers, LongSupplier nanoTime) {}

  private final Transport transport;
  private final Settings settings;
  private final Owner owner;
  private final Pulse pulse;
  private final Outbound outbound;
  private final AtomicReference<String> reason = new AtomicReference<>("");
  private final AtomicInteger threads = new AtomicInteger(2);
  private final CompletableFuture<Void> finished = new CompletableFuture<>();
  private volatile boolean ending;

  Connection(Transport transport, Settings settings, Owner owner) {
    this.transport = transport;
    this.settings = settings;
    this.owner = owner;
    this.pulse = new Pulse(settings.nanoTime());
    this.outbound = new Outbound(settings.limits());
  }

  void start(String name, Threads kind) {
    kind.start(name + "-reader", () -> run(name, kind));
  }

  /** Counts a request in until its reply is written. */
  FrameReply begin() {
    outbound.begin();
    return new FrameReply(this);
  }

  /** Puts the frame where the writing thread takes it; never waits. */
  Outbound.Offer send(Outgoing frame) {
    if (frame.bytes() > settings.limits().maxFrameBytes()) {
      close("a frame to send is too large");
      throw new IllegalArgumentException(
          "a frame of " + frame.bytes() + ", at most " + settings.limits().maxFrameBytes());
    }
    if (frame.kind() == Outgoing.Kind.LAST) {
      ending = true;
    }
    Outbound.Offer offer = outbound.offer(frame);
    if (offer == Outbound.Offer.OVERFLOW && frame.kind() != Outgoing.Kind.REQUEST) {
      close("the peer does not read what it asked for");
    }
    return offer;
  }

  /** Sends beside the replies; waits for the peer to read. False if it takes nothing more. */
  boolean push(Outgoing frame) throws InterruptedException {
    if (frame.bytes() > settings.limits().maxFrameBytes()) {
      throw new IllegalArgumentException(
          "a frame of " + frame.bytes() + ", at most " + settings.limits().maxFrameBytes());
    }
    return outbound.push(frame);
  }

  /** Ends the connection at once. */
  void close(String why) {
    reason.compareAndSet("", why);
    outbound.end();
    closeChannel();
  }

  /** Reads no more, and ends the connection when the requests in flight are answered. */
  void drain() {
    reason.compareAndSet("", "the server is closing");
    outbound.drain();
    try {
      transport.shutdownInput();
    } catch (IOException e) {
      close("cannot drain: " + e);
    }
  }

  /** Completes when both threads are done and the channel is closed. */
  CompletableFuture<Void> finished() {
    return finished;
  }

  Pulse pulse() {
    return pulse;
  }

  boolean isQuiet() {
    return outbound.isQuiet();
  }

  /** Ends a connection whose peer stalls; the owner decides about the rest. */
  void check(long nowNanos) {
    if (pulse.stalledFor(nowNanos) > settings.limits().stallTimeout().toNanos()) {
      close("the peer stalled in the middle of a frame");
    } else if (pulse.endingFor(nowNanos) > LINGER_NANOS) {
      close("the peer did not close after the last frame");
    } else {
      owner.check(this, nowNanos);
    }
  }

  private void run(String name, Threads kind) {
    if (open()) {
      kind.start(name + "-writer", this::writeLoop);
      readLoop();
    } else {
      outbound.end();
      threadDone();
      tellOwner();
    }
  }

  /** What both sides must agree on first is bounded in time as a frame is. */
  private boolean open() {
    try {
      pulse.frameBegun();
      transport.open();
      return true;
    } catch (HandshakeException e) {
      reason.compareAndSet("", text(e));
      disagree(e);
    } catch (IOException | RuntimeException e) {
      reason.compareAndSet("", text(e));
    }
    return false;
  }

  private void disagree(HandshakeException failure) {
    List<ByteBuffer> answer = owner.disagreed(text(failure));
    if (failure instanceof PlainPeerException) {
      try {
        new FrameWriter(transport, settings.buffers(), pulse)
            .write(List.of(Outgoing.of(answer, Outgoing.Kind.LAST)));
        transport.shutdownOutput();
        new FrameReader(transport, settings.limits().maxFrameBytes(), pulse).discard();
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }

  private void readLoop() {
    FrameReader frames = new FrameReader(transport, settings.limits().maxFrameBytes(), pulse);
    try {
      readFrames(frames);
      reason.compareAndSet("", "the peer closed the connection");
      if (outbound.isDraining()) {
        outbound.awaitReplies(settings.closeGraceNanos());
      }
    } catch (HandshakeException e) {
      // In TLS 1.3 a client learns only now that its certificate was not accepted.
      reason.compareAndSet("", text(e));
      var _ = owner.disagreed(text(e));
    } catch (IOException | InterruptedException | RuntimeException e) {
      // The top of the connection: whatever failed ends it, and the owner gets to know why.
      reason.compareAndSet("", text(e));
    } finally {
      outbound.end();
      tellOwner();
    }
  }

  private static String text(Exception failure) {
    return failure instanceof HandshakeException handshake
        ? String.valueOf(handshake.getMessage())
        : failure.toString();
  }

  private void tellOwner() {
    try {
      owner.closed(this, reason.get());
    } finally {
      threadDone();
    }
  }

  private void readFrames(FrameReader frames) throws IOException, InterruptedException {
    try {
      while (!ending && outbound.awaitRoom() && frames.advance()) {
        if (ending) {
          break;
        }
        if (frames.body().hasRemaining()) {
          owner.received(this, frames.body());
        } else {
          owner.heartbeatReceived(this);
        }
      }
    } catch (FrameTooLargeException e) {
      reason.compareAndSet("", e.toString());
      outbound.begin();
      send(Outgoing.of(owner.tooLarge(e.firstByte()), Outgoing.Kind.LAST));
    }
    if (ending) {
      // Unread bytes would make the system reset the connection and the last frame be lost.
      frames.discard();
    }
  }

  private void writeLoop() {
    FrameWriter writer = new FrameWriter(transport, settings.buffers(), pulse);
    List<Outgoing> frames = new ArrayList<>();
    try {
      while (outbound.take(frames)) {
        writer.write(frames);
        outbound.written(frames);
        if (frames.getLast().kind() == Outgoing.Kind.LAST) {
          pulse.ending();
          transport.shutdownOutput();
          break;
        }
        frames.clear();
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      close(text(e));
    } finally {
      threadDone();
    }
  }

  private void threadDone() {
    if (threads.decrementAndGet() == 0) {
      closeChannel();
      finished.complete(null);
    }
  }

  private void closeChannel() {
    try {
      transport.close();
    } catch (IOException e) {
      // Nothing is left to be done with it; the first reason is the one that counts.
      reason.compareAndSet("", e.toString());
    }
  }
}
