package io.gputelemetry.wire;

import java.io.IOException;

/** The peer announced a frame that is longer than the limit. */
final class FrameTooLargeException extends IOException {
  private static final long serialVersionUID = 1L;
  private final int firstByte;

  FrameTooLargeException(int length, int limit, int firstByte) {
    super("a frame of " + Integer.toUnsignedString(length) + " bytes, at most " + limit);
    this.firstByte = firstByte;
  }

  /** Of its body; -1 if it is not there yet. */
  int firstByte() {
    return firstByte;
  }
}
