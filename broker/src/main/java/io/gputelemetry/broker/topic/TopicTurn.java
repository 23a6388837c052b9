package io.gputelemetry.broker.topic;

import io.gputelemetry.broker.core.Answer;
import io.gputelemetry.broker.core.Event;
import io.gputelemetry.broker.core.Event.Committed;
import io.gputelemetry.broker.core.Event.Tick;
import io.gputelemetry.broker.core.HandOver;
import io.gputelemetry.broker.core.Now;
import io.gputelemetry.broker.core.TopicCore;
import io.gputelemetry.journal.GroupCommit;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the owner of a topic does: all events that wait, then one write and one sync if they need
 * it, then all answers.
 */
final class TopicTurn implements GroupCommit.Turn<Event> {
  /** An owner that did not come round for so long is stuck. */
  private static final long STUCK_NANOS = 5_000_000_000L;

  private final TopicCore core;
  private final JournalLog log;
  private final Clock clock;
  private final Consumer<Answer> answers;
  private final Consumer<HandOver> handOvers;
  private final FullLog full = new FullLog();
  private final long startNanos;
  private boolean begun;
  private Now now;
  private volatile long lastTurnNanos;
  private volatile long producersForgotten;
  private volatile long syncs;
  private volatile Optional<String> damage = Optional.empty();

  TopicTurn(
      TopicCore core,
      JournalLog log,
      Clock clock,
      Consumer<Answer> answers,
      Consumer<HandOver> handOvers) {
    this.core = core;
    this.log = log;
    this.clock = clock;
    this.answers = answers;
    this.handOvers = handOvers;
    this.startNanos = clock.monotonicNanos();
    this.now = time();
  }

  @Override
  public void apply(Event event) throws IOException {
    begin();
    core.handle(event, now);
  }

  @Override
  public void commit() throws IOException {
    begin();
    if (core.endTurn(now)) {
      log.commit();
    }
    log.check(now);
    now = time();
    core.handle(new Committed(log.committedEnd()), now);
    core.takeAnswers().forEach(answers);
    core.takeHandOvers().forEach(handOvers);
    begun = false;
    producersForgotten = core.producersForgotten();
    syncs = log.syncs();
    damage = core.damage();
    var _ = full.look(core.fullness(), now.nanos());
    lastTurnNanos = now.nanos();
  }

  @Override
  public Duration idle() {
    long next = Math.min(core.nextDeadlineNanos(), log.nextCheckNanos());
    return Duration.ofNanos(Math.max(0, next - time().nanos()));
  }

  /** Why it does not work; for any thread. */
  Optional<String> problem() {
    long nanos = time().nanos() - lastTurnNanos;
    return nanos < STUCK_NANOS
        ? damage
        : Optional.of("no answer for " + nanos / 1_000_000_000 + " s");
  }

  /** For any thread. */
  long producersForgotten() {
    return producersForgotten;
  }

  /** For any thread. */
  long syncs() {
    return syncs;
  }

  /** Timers run out before the first event of a turn is looked at. */
  private void begin() throws IOException {
    if (!begun) {
      begun = true;
      now = time();
      core.handle(new Tick(), now);
    }
  }

  private Now time() {
    return new Now(Math.max(0, clock.monotonicNanos() - startNanos), clock.epochMicros());
  }
}
