package io.gputelemetry.embedded.sealed;

import java.io.IOException;

/** A sealed file, or a part of one, is not what was written. The message names the file. */
public final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(String file, String problem) {
    super("damaged: " + file + ": " + problem);
  }
}
