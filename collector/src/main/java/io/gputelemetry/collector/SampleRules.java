package io.gputelemetry.collector;

import io.gputelemetry.telemetry.Absence;
import io.gputelemetry.telemetry.ImpossibleTime;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which samples are not worth keeping: those without a value, and those whose event time cannot be.
 * They are left out and counted by their reason; the rest of their message is stored. Values are
 * not judged otherwise: a percentage beyond 100 is what DCGM said. Not thread-safe.
 */
final class SampleRules {
  static final String NOT_FINITE = "value_not_finite";

  private final LongSupplier epochMicros;
  private final SampleBatch.Builder builder = new SampleBatch.Builder();

  /**
   * The rules.
   *
   * @param epochMicros the collector's clock
   */
  SampleRules(LongSupplier epochMicros) {
    this.epochMicros = epochMicros;
  }

  /** The reason for leaving out what has no value. */
  static String reason(Absence absence) {
    return absence == Absence.NOT_A_NUMBER ? NOT_FINITE : "no_value_" + absence.label();
  }

  /**
   * The message without the samples that are not worth keeping.
   *
   * @param appendedAtMicros when the broker took it: a collector whose clock is behind must not
   *     take everybody else's present for the future
   */
  DecodedMessage keep(DecodedMessage message, long appendedAtMicros) {
    SampleBatch samples = message.samples();
    long now = Math.max(epochMicros.getAsLong(), appendedAtMicros);
    for (int i = 0; i < samples.size(); i++) {
      if (!isKept(samples, i, now)) {
        return sorted(message, now);
      }
    }
    return message;
  }

  private static boolean isKept(SampleBatch samples, int i, long now) {
    double value = samples.value(i);
    return ImpossibleTime.of(samples.eventTime(i), now).isEmpty()
        && Double.isFinite(value)
        && Absence.of(value).isEmpty();
  }

  private DecodedMessage sorted(DecodedMessage message, long now) {
    SampleBatch samples = message.samples();
    Map<String, Integer> leftOut = new HashMap<>(message.leftOut());
    for (int i = 0; i < samples.size(); i++) {
      if (isKept(samples, i, now)) {
        int index = builder.index(samples.dictionary().get(samples.series(i)));
        builder.add(index, samples.eventTime(i), samples.sourceTime(i), samples.value(i));
      } else {
        leftOut.merge(reason(samples, i, now), 1, Integer::sum);
      }
    }
    return new DecodedMessage(builder.build(), leftOut);
  }

  private static String reason(SampleBatch samples, int i, long now) {
    return ImpossibleTime.of(samples.eventTime(i), now)
        .map(ImpossibleTime::label)
        .or(() -> Absence.of(samples.value(i)).map(SampleRules::reason))
        .orElse(NOT_FINITE);
  }
}
