package io.gputelemetry.wire;

import java.math.BigDecimal;
import java.time.Duration;

/** How lengths of time are written in messages for people. */
public final class Seconds {
  private Seconds() {}

  /** In seconds, to the millisecond: {@code 3 s}, {@code 0.25 s}. */
  public static String of(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }
}
