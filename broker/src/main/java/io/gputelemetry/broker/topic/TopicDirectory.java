package io.gputelemetry.broker.topic;

import io.gputelemetry.queue.QueueNames;
import java.util.Locale;
import java.util.Optional;

/**
 * Names of topics as names of directories. Lower-case letters, digits, {@code -} and {@code _}
 * stand for themselves, anything else is {@code %} and two hexadecimal digits: so two topics never
 * share a directory where the file system ignores case, and no name means something else to it.
 */
final class TopicDirectory {
  // A full stop stands in no topic's directory.
  private static final String DELETED = "deleted.";

  private TopicDirectory() {}

  static String of(String topic) {
    StringBuilder directory = new StringBuilder(topic.length() + 8);
    for (int i = 0; i < topic.length(); i++) {
      char c = topic.charAt(i);
      if (isPlain(c)) {
        directory.append(c);
      } else {
        directory.append(String.format(Locale.ROOT, "%%%02x", (int) c));
      }
    }
    return directory.toString();
  }

  /** What the directory of a topic is called while it is being removed; no topic has that. */
  static String deleted(String directory) {
    return DELETED + directory;
  }

  static boolean isDeleted(String directory) {
    return directory.startsWith(DELETED);
  }

  /** The topic that has this directory; empty if none can have it. */
  static Optional<String> topic(String directory) {
    StringBuilder topic = new StringBuilder(directory.length());
    for (int i = 0; i < directory.length(); i++) {
      char c = directory.charAt(i);
      if (c != '%') {
        topic.append(c);
        continue;
      }
      if (i + 2 >= directory.length()) {
        return Optional.empty();
      }
      int high = Character.digit(directory.charAt(i + 1), 16);
      int low = Character.digit(directory.charAt(i + 2), 16);
      topic.append((char) (high * 16 + low));
      i += 2;
    }
    String name = topic.toString();
    return QueueNames.isValid(name) && of(name).equals(directory)
        ? Optional.of(name)
        : Optional.empty();
  }

  private static boolean isPlain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }
}
