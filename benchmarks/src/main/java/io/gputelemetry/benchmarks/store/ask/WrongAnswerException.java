package io.gputelemetry.benchmarks.store.ask;

/** The store said something else than the model: what it measured is worth nothing. */
public final class WrongAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WrongAnswerException(String message) {
    super(message);
  }

  /** Compares two answers; {@code what} says of which question. */
  public static void require(boolean equal, String what, Object expected, Object found) {
    if (!equal) {
      throw new WrongAnswerException("%s: expected %s, found %s".formatted(what, expected, found));
    }
  }

  public static void requireEqual(String what, long expected, long found) {
    require(expected == found, what, expected, found);
  }
}
