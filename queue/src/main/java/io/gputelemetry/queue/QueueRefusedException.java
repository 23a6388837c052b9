package io.gputelemetry.queue;

/** The broker refused a request. */
public final class QueueRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final QueueError error;
  private final String reason;

  public QueueRefusedException(QueueError error, String message) {
    super(error + ": " + message);
    this.error = error;
    this.reason = message;
  }

  /** Why. */
  public QueueError error() {
    return error;
  }

  /** The message without the error in front of it: for who passes the refusal on. */
  public String reason() {
    return reason;
  }
}
