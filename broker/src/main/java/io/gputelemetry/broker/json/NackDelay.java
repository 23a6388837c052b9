package io.gputelemetry.broker.json;

import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.runtime.json.JsonFields;
import io.gputelemetry.runtime.json.JsonFormatException;

/** When a message that failed is handed out again, as people write it. */
public final class NackDelay {
  /** The field that has it, in seconds. */
  public static final String DELAY = "delay";

  /** The field that says never. */
  public static final String DEAD_LETTER = "dead_letter";

  private static final int DELAY_SECONDS_MAX = 24 * 3_600;
  private static final int MILLIS_PER_SECOND = 1_000;

  private NackDelay() {}

  /** The delay in milliseconds, or {@link Nack#NEVER_AGAIN}. */
  public static int millis(JsonFields fields) throws JsonFormatException {
    int delay = (int) fields.integer(DELAY, 0, DELAY_SECONDS_MAX).orElse(0);
    if (!fields.flag(DEAD_LETTER).orElse(false)) {
      return delay * MILLIS_PER_SECOND;
    }
    if (delay > 0) {
      throw JsonFields.wrong(DELAY, "is for what is handed out again, not for a dead letter");
    }
    return Nack.NEVER_AGAIN;
  }
}
