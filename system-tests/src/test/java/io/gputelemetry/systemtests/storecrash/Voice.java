package io.gputelemetry.systemtests.storecrash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The pipe of a writer. What it says is in the pipe when it goes on, and survives it. From any
 * thread.
 */
final class Voice {
  private static final int NOBODY_LISTENS = 2;

  private final OutputStream pipe;

  /** Speaks into a pipe that buffers nothing. */
  Voice(OutputStream pipe) {
    this.pipe = pipe;
  }

  synchronized void say(Said said) {
    try {
      // One write of few bytes: a pipe takes it whole or not at all.
      pipe.write((said.line() + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      Runtime.getRuntime().halt(NOBODY_LISTENS);
    }
  }
}
