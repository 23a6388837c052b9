package io.gputelemetry.telemetry;

import java.util.Optional;
import java.util.UUID;

/** The 16 bytes of a uuid such as {@code GPU-5fd4f087-86f3-7a43-b711-4771313afc50}. */
final class GpuUuid {
  private static final String PREFIX = "GPU-";
  private static final int LENGTH = PREFIX.length() + 36;

  private GpuUuid() {}

  /** Empty unless {@link #text} gives exactly this text back. */
  static Optional<UUID> parse(String text) {
    if (text.length() != LENGTH || !text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    for (int i = PREFIX.length(); i < LENGTH; i++) {
      int at = i - PREFIX.length();
      boolean dash = at == 8 || at == 13 || at == 18 || at == 23;
      if (dash ? text.charAt(i) != '-' : !isLowerHex(text.charAt(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(UUID.fromString(text.substring(PREFIX.length())));
  }

  private static boolean isLowerHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  static String text(long high, long low) {
    return PREFIX + new UUID(high, low);
  }
}
