package io.gputelemetry.wire;

/** The peer does not speak TLS here; what is written from now on goes out as it is. */
final class PlainPeerException extends HandshakeException {
  private static final long serialVersionUID = 1L;

  PlainPeerException() {
    super("the peer does not speak TLS, which this port needs");
  }
}
