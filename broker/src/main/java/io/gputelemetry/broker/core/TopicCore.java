package io.gputelemetry.broker.core;

import io.gputelemetry.broker.core.Event.Asked;
import io.gputelemetry.broker.core.Event.Committed;
import io.gputelemetry.broker.core.Event.Drain;
import io.gputelemetry.broker.core.Event.HandedOver;
import io.gputelemetry.broker.core.Event.SessionClosed;
import io.gputelemetry.broker.core.Event.Tick;
import io.gputelemetry.broker.core.WaitingRoom.Guest;
import io.gputelemetry.broker.ledger.TopicLedger;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.Span;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The rules of one topic. A turn is: any number of events, {@link #endTurn}, what that says to be
 * made durable, {@link Committed}, and then the answers of all of it from {@link #takeAnswers}. An
 * answer is never there before the Committed that follows its event, so whatever it promises is
 * durable, and every message it carries is so, too.
 */
public final class TopicCore {
  private static final long EXPIRE_INTERVAL_NANOS = 1_000_000_000;

  /**
   * What a topic gets from outside.
   *
   * @param limits bounds of what happens in it
   * @param settings as they are, nothing left open
   * @param random for ids and tokens
   * @param instances what to call a session; empty if it is not to be shown
   * @param isThere whether there is a topic of this name just now; never blocking
   */
  public record Surroundings(
      TopicLimits limits,
      TopicSettings settings,
      RandomGenerator random,
      LongFunction<String> instances,
      Predicate<String> isThere) {}

  private final String name;
  private final LongFunction<String> instances;
  private final TopicSettings settings;
  private final Turn turn;
  private final PublishHandler publishing;
  private final ReadHandler reading;
  private final GroupHandler groups;
  private final SetAsideHandler setAside;
  private final Retention retention;
  private final AdminHandler administering;
  private final AutomaticReplay replaying;
  private final SequenceHandler sequences;
  private final WaitingRoom<Drain> draining = new WaitingRoom<>();
  private boolean closing;
  private long nextExpiryNanos;

  /**
   * A topic at work, nobody connected.
   *
   * @param ledger its state, as the log told it; from now on changed here only
   * @param surroundings what it is not itself
   */
  public TopicCore(String name, TopicLog log, TopicLedger ledger, Surroundings surroundings) {
    TopicLimits limits = surroundings.limits();
    RandomGenerator random = surroundings.random();
    this.name = name;
    this.instances = surroundings.instances();
    this.settings = surroundings.settings();
    this.turn = new Turn(log, ledger, limits, random.nextLong(1, Long.MAX_VALUE >> 1));
    this.sequences = new SequenceHandler(turn, random);
    this.setAside = new SetAsideHandler(turn, name, random);
    this.groups = new GroupHandler(turn, new FailureHandler(turn, setAside));
    SettledLetters letters = new SettledLetters(turn, groups, name, surroundings.isThere());
    this.administering =
        new AdminHandler(turn, groups, sequences, new DeadLetterDesk(turn, letters, setAside));
    this.replaying =
        new AutomaticReplay(turn, letters, setAside, DeadLetter.isDeadLetterTopic(name));
    this.retention = new Retention(turn, name, groups::skipped);
    this.publishing = new PublishHandler(turn, sequences, retention);
    this.reading = new ReadHandler(turn);
  }

  /** Applies an event. */
  public void handle(Event event, Now now) throws IOException {
    turn.at(now);
    switch (event) {
      case Asked(long ticket, long session, QueueRequest request) -> ask(ticket, session, request);
      case SessionClosed(long session) -> closeSession(session);
      case Tick() -> tick();
      case Committed(long end) -> committed(end);
      case HandedOver(long id, QueueReply reply) -> setAside.answered(id, reply);
      case Drain drain -> drain(drain);
    }
  }

  /**
   * Ends a turn.
   *
   * @return whether the log has to be made durable before Committed
   */
  public boolean endTurn(Now now) throws IOException {
    turn.at(now);
    return turn.end();
  }

  /** The answers of the turns that are committed, in their order; each is given once. */
  public List<Answer> takeAnswers() {
    return turn.takeReleased();
  }

  /** What is to be published in other topics; each is given once. */
  public List<HandOver> takeHandOvers() {
    return turn.takeHandOvers();
  }

  /**
   * The moment, in {@link Now#nanos}, at which there is something to do though nothing comes in.
   */
  public long nextDeadlineNanos() {
    long next = Math.min(turn.recordsDueNanos(), nextExpiryNanos);
    next = Math.min(next, Math.min(publishing.nextDeadline(), reading.nextDeadline()));
    next = Math.min(next, Math.min(groups.nextDeadline(), sequences.nextDeadline()));
    return Math.min(next, Math.min(draining.nextDeadline(), setAside.nextDeadline()));
  }

  /** Producers that were forgotten since the broker started, because there were too many. */
  public long producersForgotten() {
    return turn.ledger().producers().forgotten();
  }

  /** Where stored messages cannot be read, once somebody tried to. */
  public Optional<String> damage() {
    return turn.damage();
  }

  private void ask(long ticket, long session, QueueRequest request) throws IOException {
    if (closing && isNewWork(request)) {
      turn.refuse(ticket, QueueError.CLOSED, "the broker is stopping");
      return;
    }
    if (DeadLetter.isDeadLetterTopic(name) && ReservedGroup.isTouchedBy(request)) {
      turn.refuse(ticket, QueueError.BAD_REQUEST, ReservedGroup.REFUSAL);
      return;
    }
    switch (request) {
      case QueueRequest.Publish publish -> publishing.publish(ticket, session, publish);
      case QueueRequest.Read read -> reading.read(ticket, session, read);
      case QueueRequest.Lease lease -> groups.lease(ticket, session, lease);
      case QueueRequest.Ack ack -> groups.ack(ticket, ack);
      case QueueRequest.Release release -> groups.release(ticket, release);
      case QueueRequest.Extend extend -> groups.extend(ticket, extend);
      case QueueRequest.OpenSequence open -> sequences.open(ticket, open);
      case QueueRequest.LeaseSequence lease -> sequences.lease(ticket, session, lease);
      case QueueRequest.ReleaseGrant release -> sequences.release(ticket, release);
      case QueueRequest.Inspect _ ->
          turn.answer(ticket, new QueueReply.Inspection(List.of(state())));
      case QueueRequest.AckRange ack -> groups.ack(ticket, ack);
      case QueueRequest.Nack nack -> groups.nack(ticket, nack);
      case AdminRequest.DescribeTopic _ ->
          turn.answer(ticket, new QueueReply.Described(settings, state()));
      case AdminRequest admin -> administering.ask(ticket, admin);
      case QueueRequest.Hello _, QueueRequest.Report _ ->
          turn.answer(ticket, new QueueReply.Done());
    }
  }

  /** A range that was granted may still be published while the broker stops. */
  private static boolean isNewWork(QueueRequest request) {
    return switch (request) {
      case QueueRequest.Publish publish -> !TopicLedger.isSequenceId(publish.producer().id());
      case QueueRequest.Read _,
          QueueRequest.Lease _,
          AdminRequest _,
          QueueRequest.OpenSequence _,
          QueueRequest.LeaseSequence _ ->
          true;
      case QueueRequest.Ack _,
          QueueRequest.AckRange _,
          QueueRequest.Nack _,
          QueueRequest.Release _,
          QueueRequest.Extend _,
          QueueRequest.ReleaseGrant _,
          QueueRequest.Inspect _,
          QueueRequest.Report _,
          QueueRequest.Hello _ ->
          false;
    };
  }

  private void closeSession(long session) throws IOException {
    publishing.closeSession(session);
    reading.closeSession(session);
    groups.closeSession(session);
    sequences.closeSession(session);
  }

  private void tick() throws IOException {
    groups.tick();
    sequences.tick();
    reading.tick();
    publishing.tick();
    for (Guest<Drain> late : draining.removeExpired(turn.now().nanos())) {
      turn.answer(late.ticket(), new QueueReply.Done());
    }
    if (turn.now().nanos() >= nextExpiryNanos) {
      retention.expire();
      if (!closing) {
        replaying.look();
      }
      nextExpiryNanos = turn.now().nanos() + EXPIRE_INTERVAL_NANOS;
    }
  }

  private void committed(long end) throws IOException {
    turn.committed(end);
    retention.committed();
    setAside.committed();
    if (closing) {
      draining.serve(this::isDrained);
    } else {
      groups.committed();
      reading.committed();
    }
    turn.release();
  }

  private boolean isDrained(Guest<Drain> guest) {
    if (groups.inFlight() + sequences.inFlight() > 0) {
      return false;
    }
    turn.answer(guest.ticket(), new QueueReply.Done());
    return true;
  }

  private void drain(Drain drain) {
    closing = true;
    turn.hurry();
    publishing.drain();
    reading.drain();
    groups.drain();
    sequences.drain();
    long deadline = turn.now().deadlineNanos(drain.timeoutMillis());
    draining.add(new Guest<>(drain.ticket(), 0, deadline, drain));
  }

  /** Why publishes wait or are refused; empty while they are taken. */
  public Optional<String> fullness() {
    return publishing
        .fullness()
        .map(why ->
            "topic \"%s\" takes no messages, %s (%,d bytes)"
                .formatted(name, why, turn.log().bytes()));
  }

  private TopicState state() throws IOException {
    TopicLedger.Unseen unseen = turn.ledger().unseen();
    return new TopicState(
        name,
        turn.log().firstOffset(),
        turn.log().endOffset(),
        turn.log().bytes(),
        turn.ledger().samples(),
        turn.samplesPerSecond(),
        publishing.duplicates(),
        turn.ledger().producers().size(),
        unseen.messages(),
        new Span(unseen.firstAtMicros(), unseen.lastAtMicros()),
        appendedAt(),
        groups.states(instances),
        sequences.states());
  }

  private Span appendedAt() throws IOException {
    long first = turn.log().firstOffset();
    long end = turn.visibleEnd();
    return first < end
        ? new Span(turn.appendedAtMicros(first), turn.appendedAtMicros(end - 1))
        : Span.UNKNOWN;
  }
}
