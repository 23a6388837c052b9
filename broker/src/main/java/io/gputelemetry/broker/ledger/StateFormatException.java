package io.gputelemetry.broker.ledger;

/**
 * A control batch passed its checksum and still makes no sense here: another program, or a newer
 * version of this one, wrote it.
 */
public final class StateFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StateFormatException(String problem) {
    super("state of a topic cannot be read: " + problem);
  }

  StateFormatException(String problem, Throwable cause) {
    super("state of a topic cannot be read: " + problem, cause);
  }
}
