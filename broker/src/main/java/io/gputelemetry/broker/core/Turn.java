package io.gputelemetry.broker.core;

import io.gputelemetry.broker.core.WaitingRoom.Guest;
import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.broker.ledger.StateRecord;
import io.gputelemetry.broker.ledger.StateRecord.Skipped;
import io.gputelemetry.broker.ledger.TopicLedger;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.journal.JournalGapException;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Refused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the handlers share: the log, the ledger, the time, and what this turn has to write and to
 * answer. Answers are held back until the turn is committed.
 */
final class Turn {
  /** Records that may wait (acks) are in the log after this time. */
  static final long RECORD_DELAY_NANOS = 100_000_000;

  private final TopicLog log;
  private final TopicLedger ledger;
  private final TopicLimits limits;
  private final RecentRate samples = new RecentRate();
  private final List<StateRecord> records = new ArrayList<>();
  private final List<Answer> held = new ArrayList<>();
  private final List<Answer> released = new ArrayList<>();
  private final List<HandOver> handOvers = new ArrayList<>();
  private Now now = new Now(0, 0);
  private long recordsSinceNanos;
  private boolean urgent;
  private boolean hurried;
  private long visibleEnd;
  private long nextToken;
  private Optional<String> damage = Optional.empty();

  Turn(TopicLog log, TopicLedger ledger, TopicLimits limits, long firstToken) {
    this.log = log;
    this.ledger = ledger;
    this.limits = limits;
    this.visibleEnd = log.endOffset();
    this.nextToken = firstToken;
  }

  TopicLog log() {
    return log;
  }

  TopicLedger ledger() {
    return ledger;
  }

  TopicLimits limits() {
    return limits;
  }

  Now now() {
    return now;
  }

  void at(Now moment) {
    now = moment;
  }

  /** When a lease that is given now ends. */
  long leaseDeadlineNanos() {
    return now.deadlineNanos(limits.visibilityMillis());
  }

  /** Everything below may be handed out. */
  long visibleEnd() {
    return visibleEnd;
  }

  /** A number that was never a token before. */
  long newToken() {
    return nextToken++;
  }

  /** Appends messages; the turn has to be synced. */
  long append(Entry entry) throws IOException {
    long base = log.append(entry, now.epochMicros());
    ledger.appended(base, entry.weight(), entry.tag());
    samples.add(now, entry.weight());
    urgent = true;
    return base;
  }

  /**
   * When the message at this offset was appended; 0 if it is not there, or damaged, which is told
   * to whoever leases it.
   */
  long appendedAtMicros(long offset) throws IOException {
    try {
      return log.read(offset).map(Batch::appendedAtMicros).orElse(0L);
    } catch (JournalDamagedException e) {
      return 0;
    }
  }

  /** Samples appended a second, of late. */
  double samplesPerSecond() {
    return samples.perSecond(now);
  }

  /** Notes what has to be durable before this turn's answers go out. */
  void recordUrgently(StateRecord entry) {
    urgent = true;
    recordSoon(entry);
  }

  /** Notes what has to be durable within {@link #RECORD_DELAY_NANOS}. */
  void recordSoon(StateRecord entry) {
    ledger.apply(entry);
    if (records.isEmpty()) {
      recordsSinceNanos = now.nanos();
    }
    records.add(entry);
  }

  void answer(long ticket, QueueReply reply) {
    held.add(new Answer(ticket, reply));
  }

  void refuse(long ticket, QueueError error, String message) {
    answer(ticket, new Refused(error, message));
  }

  void refuseCorrupt(long ticket, JournalDamagedException found) {
    refuse(ticket, QueueError.CORRUPT, damaged(found));
  }

  /** A group goes on behind what a repair took out of the log; that is counted as a gap. */
  void skip(GroupProgress group, JournalGapException gap) {
    long missed = group.unackedIn(gap.offset(), gap.endOffset());
    recordSoon(
        new Skipped(
            group.name(),
            gap.offset(),
            gap.endOffset(),
            group.gap().messages() + missed,
            now.epochMicros()));
  }

  /** Notes where something cannot be read; returns that. */
  String damaged(JournalDamagedException found) {
    String place = found.file() + ", byte " + found.position();
    String text = "offset " + found.offset() + " is damaged: " + place;
    damage = Optional.of(text);
    return text;
  }

  /** The damage that was met last; it stays until the broker is started again. */
  Optional<String> damage() {
    return damage;
  }

  /** Answers what a session left behind: nobody listens, but every request gets one reply. */
  <R> void refuseClosed(List<Guest<R>> guests) {
    for (Guest<R> guest : guests) {
      refuse(guest.ticket(), QueueError.CLOSED, "the session or the broker was closed");
    }
  }

  /** From now on no record waits: the end may be near. */
  void hurry() {
    hurried = true;
  }

  /** What is told of a group that is to be deleted is not told any more. */
  void forgetGroup(String group) {
    records.removeIf(entry ->
        switch (entry) {
          case StateRecord.OfGroup of -> of.group().equals(group);
          case StateRecord.GroupCreated created -> created.group().equals(group);
          default -> false;
        });
  }

  /** The same for a sequence. */
  void forgetSequence(String sequence) {
    records.removeIf(entry ->
        switch (entry) {
          case StateRecord.SequenceOpened opened -> opened.sequence().equals(sequence);
          case StateRecord.SequenceReset reset -> reset.sequence().equals(sequence);
          case StateRecord.Granted granted -> granted.sequence().equals(sequence);
          default -> false;
        });
  }

  /** The same for what was granted of a sequence that is to begin anew. */
  void forgetGrants(String sequence) {
    records.removeIf(entry ->
        entry instanceof StateRecord.Granted granted && granted.sequence().equals(sequence));
  }

  /** Appends the records if they have to be written in this turn; returns whether to sync. */
  boolean end() throws IOException {
    boolean due = hurried ? !records.isEmpty() : now.nanos() >= recordsDueNanos();
    if (!urgent && !due) {
      return false;
    }
    if (!records.isEmpty()) {
      log.append(Entry.control(TopicLedger.encode(records)), now.epochMicros());
      records.clear();
    }
    urgent = false;
    return true;
  }

  /** When the records that wait have to be written; {@code Long.MAX_VALUE} if there are none. */
  long recordsDueNanos() {
    return records.isEmpty() ? Long.MAX_VALUE : recordsSinceNanos + RECORD_DELAY_NANOS;
  }

  /** Whether the ledger is in the log as it is. */
  boolean isWritten() {
    return records.isEmpty();
  }

  void committed(long end) {
    visibleEnd = end;
  }

  /** The answers of this turn may go out. */
  void release() {
    released.addAll(held);
    held.clear();
  }

  /** Goes out at once: what it rests on must be durable. */
  void handOver(HandOver message) {
    handOvers.add(message);
  }

  List<HandOver> takeHandOvers() {
    List<HandOver> taken = List.copyOf(handOvers);
    handOvers.clear();
    return taken;
  }

  List<Answer> takeReleased() {
    List<Answer> answers = List.copyOf(released);
    released.clear();
    return answers;
  }
}
