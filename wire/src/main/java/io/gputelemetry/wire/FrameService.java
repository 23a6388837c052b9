package io.gputelemetry.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** What a server does with its connections. */
public interface FrameService {

  /** Why a connection is ended by the server, after one last frame. */
  enum Refusal {
    /** As many connections as allowed are open. */
    TOO_MANY_CONNECTIONS,
    /** A frame's length is above the limit, or negative. */
    FRAME_TOO_LARGE,
    /** The peer speaks no TLS, which is needed here; it is told as it speaks. */
    TLS_NEEDED
  }

  /**
   * A connection was accepted; the handler gets its frames. Called by the accepting thread, so it
   * should not wait for anything.
   */
  FrameHandler open(InetSocketAddress peer);

  /**
   * A peer and this side did not agree on TLS; its handler is closed after that.
   *
   * @param reason one line for a log
   */
  default void disagreed(InetSocketAddress peer, String reason) {}

  /** The body of the last frame, which tells the peer why. */
  ByteBuffer refusal(Refusal reason);
}
