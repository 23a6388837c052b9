package io.gputelemetry.collector;

/** Nobody can make samples of a message; it says why. */
final class UnreadableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableException(String reason) {
    super(reason);
  }
}
