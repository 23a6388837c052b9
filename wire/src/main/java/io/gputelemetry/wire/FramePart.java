package io.gputelemetry.wire;

import java.nio.ByteBuffer;

/** A part of a frame that is to be sent. Its bytes must not change any more. */
public sealed interface FramePart {

  /** Bytes that are in memory, from position to limit. */
  record InMemory(ByteBuffer content) implements FramePart {
    @Override
    public int bytes() {
      return content.remaining();
    }
  }

  /**
   * Bytes that are in a file: a plain socket gets them from there without their passing through the
   * process, any other by a copy. The connection ends if the file cannot be read.
   */
  record InFile(FileRange range) implements FramePart {
    @Override
    public int bytes() {
      return range.length();
    }
  }

  /** How many. */
  int bytes();
}
