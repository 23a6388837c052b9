package io.gputelemetry.embedded.check;

import java.util.OptionalLong;

/**
 * Something that was seen in a file.
 *
 * @param kind how grave it is
 * @param file below the store's directory, for example {@code sealed/0000000001_0_9.samples}
 * @param position the first byte of the part that is meant; empty if it is the whole file
 * @param problem for a person, one line
 */
public record Finding(Kind kind, String file, OptionalLong position, String problem) {
  /** How grave it is. */
  public enum Kind {
    /** It is not what was written: rows are missing or wrong. */
    DAMAGE("damage"),
    /** It was damaged, and a start took it out: its rows are missing. */
    SET_ASIDE("set_aside"),
    /** What a crash leaves, and the next start removes: no row is missing. */
    LEFT_OVER("left_over");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** For programs, for example {@code set_aside}. */
    public String label() {
      return label;
    }
  }

  static Finding damage(String file, String problem) {
    return new Finding(Kind.DAMAGE, file, OptionalLong.empty(), problem);
  }

  static Finding damage(String file, long position, String problem) {
    return new Finding(Kind.DAMAGE, file, OptionalLong.of(position), problem);
  }

  static Finding of(Kind kind, String file, String problem) {
    return new Finding(kind, file, OptionalLong.empty(), problem);
  }
}
