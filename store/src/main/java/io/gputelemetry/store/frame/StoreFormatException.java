package io.gputelemetry.store.frame;

/** Bytes that are no frame of this version. */
public final class StoreFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  public StoreFormatException(String message) {
    super(message);
  }

  public StoreFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
