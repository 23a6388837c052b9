package io.gputelemetry.wire;

import java.io.IOException;

/** The peer announced a frame that is longer than the limit. */
final class FrameTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;

  FrameTooLargeException(int length, int limit) {
    super("a frame of " + Integer.toUnsignedString(length) + " bytes, at most " + limit);
  }
}
