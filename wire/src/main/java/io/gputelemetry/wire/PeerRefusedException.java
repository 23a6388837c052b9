package io.gputelemetry.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The server ended the connection with a frame that says why. */
public final class PeerRefusedException extends IOException {
  private static final long serialVersionUID = 1L;
  private final transient ByteBuffer body;

  PeerRefusedException(ByteBuffer body) {
    super("the server ended the connection");
    this.body = body;
  }

  /** The server's last frame. */
  public ByteBuffer body() {
    return body.duplicate();
  }
}
