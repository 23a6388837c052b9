package io.gputelemetry.telemetry;

import java.util.Optional;

/**
 * Why a source has no value where it wrote one: DCGM writes agreed numbers and texts instead of
 * values ({@code dcgm_structs.h}: {@code DCGM_INT32_BLANK} and following), Prometheus a NaN with
 * agreed bits. Such a sample is dropped and counted, never stored.
 */
public enum Absence {
  /** Nothing was read yet. For the last XID: none was seen, which is not XID 0. */
  BLANK("blank"),
  /** The device or field does not exist. */
  NOT_FOUND("not_found"),
  /** The device does not offer the field. */
  NOT_SUPPORTED("not_supported"),
  /** The reader may not see it. */
  NO_PERMISSION("no_permission"),
  /** Prometheus' stale marker: the series ended. */
  STALE("stale"),
  /** Any other NaN. */
  NOT_A_NUMBER("not_a_number");

  private static final long INT32_BLANK = 0x7ffffff0L;
  private static final long INT64_BLANK = 0x7ffffffffffffff0L;
  private static final double FP64_BLANK = 140737488355328.0;
  private static final long STALE_BITS = 0x7ff0000000000002L;
  private static final int INT64_DIGITS = 19;
  private static final int DCGM_REASONS = 4;

  private final String label;

  Absence(String label) {
    this.label = label;
  }

  /** For metrics and logs, for example {@code not_supported}. */
  public String label() {
    return label;
  }

  /**
   * Why this is no value; empty if it is one. The four 64-bit markers are one double, and count as
   * {@link #BLANK}.
   */
  public static Optional<Absence> of(double value) {
    if (Double.isNaN(value)) {
      boolean stale = Double.doubleToRawLongBits(value) == STALE_BITS;
      return Optional.of(stale ? STALE : NOT_A_NUMBER);
    }
    if (value < INT32_BLANK) {
      return Optional.empty();
    }
    for (int reason = 0; reason < DCGM_REASONS; reason++) {
      if (value == INT32_BLANK + reason || value == FP64_BLANK + reason / 10.0) {
        return Optional.of(values()[reason]);
      }
    }
    return value == (double) INT64_BLANK ? Optional.of(BLANK) : Optional.empty();
  }

  /** Why this text is no value; empty if it is one, or not a number at all. */
  public static Optional<Absence> of(String text) {
    String trimmed = text.strip();
    if (trimmed.startsWith("<<<") && trimmed.endsWith(">>>")) {
      return Optional.of(ofMarker(trimmed));
    }
    try {
      if (trimmed.length() == INT64_DIGITS && trimmed.chars().allMatch(Character::isDigit)) {
        // A double cannot tell these apart.
        long reason = Long.parseLong(trimmed) - INT64_BLANK;
        if (reason >= 0 && reason < DCGM_REASONS) {
          return Optional.of(values()[(int) reason]);
        }
      }
      return of(Double.parseDouble(trimmed));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }

  private static Absence ofMarker(String text) {
    return switch (text) {
      case "<<<NOT_FOUND>>>" -> NOT_FOUND;
      case "<<<NOT_SUPPORTED>>>" -> NOT_SUPPORTED;
      case "<<<NOT_PERM>>>" -> NO_PERMISSION;
      default -> BLANK;
    };
  }
}
