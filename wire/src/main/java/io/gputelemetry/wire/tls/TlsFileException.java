package io.gputelemetry.wire.tls;

import java.io.IOException;

/** A PEM file cannot be used; the message names it and says why, in one line. */
public final class TlsFileException extends IOException {
  private static final long serialVersionUID = 1L;

  TlsFileException(String message, Throwable cause) {
    super(message, cause);
  }

  TlsFileException(String message) {
    super(message);
  }
}
