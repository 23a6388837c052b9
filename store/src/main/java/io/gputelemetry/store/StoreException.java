package io.gputelemetry.store;

/** The store could not do what was asked. Its message says what an operator can do. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean retryable;

  public StoreException(String message, boolean retryable, Throwable cause) {
    super(message, cause);
    this.retryable = retryable;
  }

  public StoreException(String message, boolean retryable) {
    super(message);
    this.retryable = retryable;
  }

  /**
   * True if the same call can succeed later (the store is down or full); false if it never will.
   */
  public boolean retryable() {
    return retryable;
  }
}
