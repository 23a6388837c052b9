package io.gputelemetry.app.settings;

/** Where a value came from. */
public sealed interface Origin {
  /** The table. */
  record Default() implements Origin {}

  /** A line of the configuration file. */
  record File(String path, int line, String key) implements Origin {}

  /** An environment variable. */
  record Environment(String variable) implements Origin {}

  /** The command line. */
  record Flag(String flag) implements Origin {}

  /** For a person, for example {@code environment RATE}. */
  default String text() {
    return switch (this) {
      case Default() -> "default";
      case File(String path, int line, String key) -> path + " line " + line + ", " + key;
      case Environment(String variable) -> "environment " + variable;
      case Flag(String flag) -> "flag " + flag;
    };
  }
}
