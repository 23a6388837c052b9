package io.gputelemetry.queue;

/** Bytes that are no request, reply or stored messages of this version. */
public final class QueueFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  public QueueFormatException(String message) {
    super(message);
  }

  public QueueFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
