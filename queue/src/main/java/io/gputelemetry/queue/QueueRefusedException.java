package io.gputelemetry.queue;

/** The broker refused a request. */
public final class QueueRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final QueueError error;

  public QueueRefusedException(QueueError error, String message) {
    super(error + ": " + message);
    this.error = error;
  }

  /** Why. */
  public QueueError error() {
    return error;
  }
}
