package io.gputelemetry.journal;

import java.io.IOException;

/** Another process has the directory. */
public final class DiskInUseException extends IOException {
  private static final long serialVersionUID = 1L;

  public DiskInUseException(String message) {
    super(message);
  }
}
