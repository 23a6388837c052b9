package io.gputelemetry.queue;

/** Why a request was refused; the same list on every door. */
public enum QueueError {
  /** The request is malformed or names something impossible. Repeating does not help. */
  BAD_REQUEST(1, 400, false),
  /** No or a wrong token was presented. */
  UNAUTHORIZED(2, 401, false),
  /** The topic, group or sequence does not exist. */
  NOT_FOUND(3, 404, false),
  /**
   * The lease or grant is not (or no longer) this client's; its messages may be with another one.
   */
  LEASE_LOST(4, 409, false),
  /** A newer epoch of the producer exists. */
  FENCED(5, 409, false),
  /** A message or frame is larger than the limit. */
  TOO_LARGE(6, 413, false),
  /** The log or an inbox is full; repeat after a while. */
  BUSY(7, 429, true),
  /** A stored batch is damaged and cannot be served. */
  CORRUPT(8, 500, false),
  /** The broker is stopping, or the topic or group was deleted. */
  CLOSED(9, 410, true),
  /** The disk is full. */
  STORAGE_FULL(10, 507, true),
  /** A topic of this name is there, set up otherwise; a sequence belongs to another content. */
  ALREADY_EXISTS(11, 409, false),
  /** The token is good, but not for this. */
  FORBIDDEN(12, 403, false);

  private final int code;
  private final int httpStatus;
  private final boolean retryable;

  QueueError(int code, int httpStatus, boolean retryable) {
    this.code = code;
    this.httpStatus = httpStatus;
    this.retryable = retryable;
  }

  /** The error with this number. */
  static QueueError of(int code) throws QueueFormatException {
    for (QueueError error : values()) {
      if (error.code == code) {
        return error;
      }
    }
    throw new QueueFormatException("error " + code + " is unknown");
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The status on the HTTP door. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether the same request can succeed later. */
  public boolean retryable() {
    return retryable;
  }
}
