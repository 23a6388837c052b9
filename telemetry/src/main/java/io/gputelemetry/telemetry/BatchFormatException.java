package io.gputelemetry.telemetry;

/** Bytes that should be a sample batch are not one. */
public final class BatchFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BatchFormatException(String message) {
    super(message);
  }
}
