package io.gputelemetry.store.frame;

/** Why a request is refused; the table of docs/store-protocol.md. */
public enum StoreError {
  /** The frame is malformed, of another version, or asks for something impossible. */
  BAD_REQUEST(1, true),
  /** No token or a wrong one was presented. */
  UNAUTHORIZED(2, true),
  /** A frame, or a row of an answer, is larger than the limit. */
  TOO_LARGE(3, false),
  /** The store will never take this batch, or never answer this query. */
  REJECTED(4, false),
  /** Too many connections are open. */
  BUSY(5, true),
  /** The store cannot do it now. */
  UNAVAILABLE(6, true);

  private static final StoreError[] VALUES = values();

  private final int code;
  private final boolean retryable;

  StoreError(int code, boolean retryable) {
    this.code = code;
    this.retryable = retryable;
  }

  /** The byte on the wire. */
  public int code() {
    return code;
  }

  /**
   * Whether the same request can succeed later, perhaps after somebody corrected a setting or
   * updated a process. What cannot is about this very batch or query.
   */
  public boolean retryable() {
    return retryable;
  }

  static StoreError of(int code) throws StoreFormatException {
    for (StoreError error : VALUES) {
      if (error.code == code) {
        return error;
      }
    }
    throw new StoreFormatException("error " + code + " is unknown");
  }
}
