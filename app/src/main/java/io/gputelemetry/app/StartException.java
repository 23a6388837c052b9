package io.gputelemetry.app;

/** A process cannot start; the message is one line that says what to do. */
public final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  public StartException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  public StartException(ExitCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** How the process ends. */
  public ExitCode code() {
    return code;
  }
}
