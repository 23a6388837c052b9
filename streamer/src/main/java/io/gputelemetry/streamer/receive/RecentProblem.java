package io.gputelemetry.streamer.receive;

import io.gputelemetry.runtime.lifecycle.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Why the last request was not taken, until one is, or until nobody has tried for a while: a sender
 * that is gone must not leave its problem behind. Any thread may call.
 */
final class RecentProblem {
  static final Duration KEPT = Duration.ofMinutes(1);

  private final Clock clock;
  private volatile Optional<Seen> last = Optional.empty();

  private record Seen(String why, long nanos) {}

  RecentProblem(Clock clock) {
    this.clock = clock;
  }

  void failed(String why) {
    last = Optional.of(new Seen(why, clock.monotonicNanos()));
  }

  void succeeded() {
    last = Optional.empty();
  }

  Optional<String> now() {
    return last.filter(seen -> clock.monotonicNanos() - seen.nanos() < KEPT.toNanos())
        .map(Seen::why);
  }
}
