package io.gputelemetry.app.settings;

/** The configuration cannot be used; the message is one line that says what to change. */
public final class BadSettingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadSettingException(String message) {
    super(message);
  }
}
