package io.gputelemetry.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The server's side of one connection. An exception from it ends the connection. */
public interface FrameHandler {

  /**
   * A frame arrived. Called by the connection's reading thread, one frame after the other, so it
   * should not wait for anything.
   *
   * @param body the frame's own bytes, which may be kept
   * @param reply to be used exactly once, now or later, by any thread
   */
  void received(ByteBuffer body, FrameReply reply);

  /**
   * The last frame for a peer that announced one beyond the limit, if it is not to be the
   * service's.
   *
   * @param firstByte of the body, or -1 if it is not there yet
   */
  default Optional<ByteBuffer> tooLarge(int firstByte) {
    return Optional.empty();
  }

  /** Whether the peer may be silent because it waits for what is pushed to it. */
  default boolean isPushing() {
    return false;
  }

  /**
   * No frame comes any more and replies are dropped; called once.
   *
   * @param reason for a log
   */
  void closed(String reason);
}
