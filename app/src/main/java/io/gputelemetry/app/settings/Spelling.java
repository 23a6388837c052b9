package io.gputelemetry.app.settings;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Finds what somebody may have meant. */
public final class Spelling {
  private static final int NEAR = 2;

  private Spelling() {}

  /** {@code ; did you mean x?}, or nothing if no known word is near. */
  public static String hint(String word, Collection<String> known) {
    String plain = word.toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> near =
        known.stream().filter(each -> distance(each, plain) <= NEAR).distinct().sorted().toList();
    return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
  }

  /** Insertions, deletions and replacements that make one text of the other. */
  static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
