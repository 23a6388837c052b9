package io.gputelemetry.app.transfer;

import java.time.Instant;

/** Event times as RFC 3339 in UTC, always to the microsecond. Remembers the last second. */
final class EventTimeText {
  private static final long PER_SECOND = 1_000_000;

  private long second = Long.MIN_VALUE;
  private String text = "";

  String of(long micros) {
    long current = Math.floorDiv(micros, PER_SECOND);
    if (current != second) {
      String whole = Instant.ofEpochSecond(current).toString();
      text = whole.substring(0, whole.length() - 1) + ".";
      second = current;
    }
    String digits = Long.toString(PER_SECOND + Math.floorMod(micros, PER_SECOND));
    return text + digits.substring(1) + "Z";
  }
}
