package io.gputelemetry.queue;

import java.util.regex.Pattern;

/**
 * What was left out on purpose for one reason.
 *
 * @param reason {@code [a-z0-9_]{1,64}}
 * @param count how often, at least 1
 * @param firstAtMicros when it happened first, by the clock of who left it out
 * @param lastAtMicros when it happened last, not before the first
 */
public record Drop(String reason, long count, long firstAtMicros, long lastAtMicros) {
  private static final Pattern REASON = Pattern.compile("[a-z0-9_]{1,64}");

  public Drop {
    if (!REASON.matcher(reason).matches()) {
      throw new IllegalArgumentException("the reason of a drop is not 1 to 64 of a-z 0-9 _");
    }
    if (count < 1 || lastAtMicros < firstAtMicros) {
      throw new IllegalArgumentException(
          reason + ": " + count + " drops from " + firstAtMicros + " to " + lastAtMicros);
    }
  }

  /** Both together, under this one's reason. */
  public Drop plus(Drop other) {
    return new Drop(
        reason,
        count > Long.MAX_VALUE - other.count ? Long.MAX_VALUE : count + other.count,
        Math.min(firstAtMicros, other.firstAtMicros),
        Math.max(lastAtMicros, other.lastAtMicros));
  }
}
