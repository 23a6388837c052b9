package io.gputelemetry.exposition.remotewrite;

/** The bytes are not a request of the version, or pass a limit; the message says what and where. */
public final class RemoteWriteFormatException extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean tooLarge;

  RemoteWriteFormatException(String message) {
    this(message, false);
  }

  private RemoteWriteFormatException(String message, boolean tooLarge) {
    super(message);
    this.tooLarge = tooLarge;
  }

  static RemoteWriteFormatException tooLarge(String message) {
    return new RemoteWriteFormatException(message, true);
  }

  /** Whether a smaller request could be read. */
  public boolean isTooLarge() {
    return tooLarge;
  }
}
