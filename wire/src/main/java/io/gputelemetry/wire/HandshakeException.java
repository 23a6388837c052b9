package io.gputelemetry.wire;

import java.io.IOException;

/** The two sides did not agree on how to speak; the message is one line, for a person. */
public class HandshakeException extends IOException {
  private static final long serialVersionUID = 1L;

  HandshakeException(String message) {
    super(message);
  }

  HandshakeException(String message, Throwable cause) {
    super(message, cause);
  }
}
