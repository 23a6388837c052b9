package io.gputelemetry.systemtests.storecrash;

import io.gputelemetry.store.WriteReceipt;

/** What a writer tells whoever kills it: one line each, in the order in which it happened. */
sealed interface Said {
  /** The store is open and holds so many rows. */
  record Opened(long samples) implements Said {}

  /** A batch is about to be appended; {@code id} tells repeats of a number apart. */
  record Sent(long id, long number) implements Said {}

  /** It was acknowledged. */
  record Stored(long id, WriteReceipt receipt) implements Said {}

  /** Rows older than this are about to be expired. */
  record ExpiryAsked(long olderThanMicros) implements Said {}

  /** They were; so many went. */
  record Expired(long olderThanMicros, long removed) implements Said {}

  /** The chosen call is reached; the thread stays inside unless {@code moving}. */
  record Reached(Phase phase, boolean moving) implements Said {}

  /** As a line without its end. */
  default String line() {
    return switch (this) {
      case Opened(long samples) -> "opened " + samples;
      case Sent(long id, long number) -> "sent " + id + " " + number;
      case Stored(long id, WriteReceipt(int stored, int duplicates, int conflicts)) ->
          "stored " + id + " " + stored + " " + duplicates + " " + conflicts;
      case ExpiryAsked(long olderThan) -> "expire " + olderThan;
      case Expired(long olderThan, long removed) -> "expired " + olderThan + " " + removed;
      case Reached(Phase phase, boolean moving) -> "reached " + phase + " " + moving;
    };
  }

  /** The reverse of {@link #line}. */
  static Said parse(String line) {
    String[] words = line.split(" ", -1);
    return switch (words[0]) {
      case "opened" -> new Opened(number(words[1]));
      case "sent" -> new Sent(number(words[1]), number(words[2]));
      case "stored" -> new Stored(number(words[1]), receipt(words));
      case "expire" -> new ExpiryAsked(number(words[1]));
      case "expired" -> new Expired(number(words[1]), number(words[2]));
      case "reached" -> new Reached(Phase.valueOf(words[1]), Boolean.parseBoolean(words[2]));
      default -> throw new IllegalArgumentException("the writer says: " + line);
    };
  }

  private static long number(String word) {
    return Long.parseLong(word);
  }

  private static WriteReceipt receipt(String[] words) {
    return new WriteReceipt(
        Integer.parseInt(words[2]), Integer.parseInt(words[3]), Integer.parseInt(words[4]));
  }
}
