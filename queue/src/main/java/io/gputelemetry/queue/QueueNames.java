package io.gputelemetry.queue;

/**
 * Names of topics, groups and sequences: {@code [a-zA-Z0-9._-]{1,64}}, neither {@code .} nor {@code
 * ..}, so that a name is also the name of a directory.
 */
public final class QueueNames {
  /** The longest name, in characters and bytes. */
  public static final int LENGTH_MAX = 64;

  private QueueNames() {}

  /** Whether this is a name. */
  public static boolean isValid(String name) {
    if (name.isEmpty() || name.length() > LENGTH_MAX || name.equals(".") || name.equals("..")) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (!isNameCharacter(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }

  /**
   * The name itself.
   *
   * @throws IllegalArgumentException if it is none
   */
  static String check(String what, String name) {
    if (!isValid(name)) {
      String shown = name.length() > LENGTH_MAX ? name.substring(0, LENGTH_MAX) + "..." : name;
      throw new IllegalArgumentException(
          what + " \"" + shown + "\" is not 1 to 64 of a-z A-Z 0-9 . _ -");
    }
    return name;
  }
}
