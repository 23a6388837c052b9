package io.gputelemetry.broker.ledger;

import io.gputelemetry.broker.ledger.StateRecord.Acked;
import io.gputelemetry.broker.ledger.StateRecord.Failed;
import io.gputelemetry.broker.ledger.StateRecord.GroupMoved;
import io.gputelemetry.broker.ledger.StateRecord.GroupSet;
import io.gputelemetry.broker.ledger.StateRecord.SetAside;
import io.gputelemetry.broker.ledger.StateRecord.Skipped;
import io.gputelemetry.journal.OffsetSet;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeMap;

/** What a group is done with, and what it has trouble with. */
public final class GroupProgress {
  /** The group for which the log is held without being asked to. */
  public static final String RETAINED = "collectors";

  private static final int RETAIN = 1;
  private static final int PAUSED = 2;

  /**
   * Messages that left the log before they were acked, in all; the newest range of them; and when
   * the first and the last of them were missed, 0 if an older version did not write it down.
   */
  public record Gap(long messages, long from, long to, long firstAtMicros, long lastAtMicros) {
    static final Gap NONE = new Gap(0, 0, 0, 0, 0);
  }

  private final String name;
  private final FailureCounts failures = new FailureCounts();
  private final TreeMap<Long, SetAside> setAside = new TreeMap<>();
  private OffsetSet acked;
  private long ackedCount;
  private boolean retain;
  private boolean paused;
  private Gap gap = Gap.NONE;
  private long producerId;
  private long nextNumber;

  GroupProgress(String name, long start) {
    this(name, new OffsetSet(start), 0);
  }

  private GroupProgress(String name, OffsetSet acked, long ackedCount) {
    this.name = name;
    this.acked = acked;
    this.ackedCount = ackedCount;
    this.retain = name.equals(RETAINED);
  }

  /** Name of the group. */
  public String name() {
    return name;
  }

  /** Everything below is acked: the lowest offset the group still needs. */
  public long committed() {
    return acked.watermark();
  }

  /** Messages acked since the group began. */
  public long ackedCount() {
    return ackedCount;
  }

  /** Messages below {@code end} that are not acked. */
  public long lag(long end) {
    return Math.max(0, end - acked.watermark()) - acked.countAbove();
  }

  /** Messages below {@code end} that are not acked, wherever the log begins and ends. */
  public long unackedBelow(long end) {
    return unackedIn(committed(), end);
  }

  /** Messages from {@code from} to below {@code end} that are not acked. */
  public long unackedIn(long from, long end) {
    long count = 0;
    long next = nextUnacked(from);
    while (next < end) {
      long behind = Math.min(end, nextAcked(next));
      count += behind - next;
      next = nextUnacked(behind);
    }
    return count;
  }

  /** Whether the log is held for it. */
  public boolean isRetained() {
    return retain;
  }

  /** Whether nothing is handed out. */
  public boolean isPaused() {
    return paused;
  }

  /** What it missed. */
  public Gap gap() {
    return gap;
  }

  /** How often this message failed. */
  public int failures(long offset) {
    return failures.at(offset);
  }

  /**
   * The offset above {@code offset}, at most {@code end}, that has failed another number of times.
   */
  public long sameFailuresUntil(long offset, long end) {
    return failures.sameUntil(offset, end);
  }

  /** The first offset at or above {@code offset} that is not acked. */
  public long nextUnacked(long offset) {
    return acked.nextAbsent(offset);
  }

  /** The first offset above {@code offset} that is acked, or {@code Long.MAX_VALUE}. */
  public long nextAcked(long offset) {
    return acked.nextPresent(offset);
  }

  /** The first offset at or above {@code offset} that is neither acked nor set aside. */
  public long nextFree(long offset) {
    long free = nextUnacked(offset);
    while (setAside.containsKey(free)) {
      free = nextUnacked(free + 1);
    }
    return free;
  }

  /** The first offset above {@code offset} that is acked or set aside, or the largest number. */
  public long nextTaken(long offset) {
    Long aside = setAside.higherKey(offset);
    return Math.min(nextAcked(offset), aside == null ? Long.MAX_VALUE : aside);
  }

  /** The messages that are on their way into another topic, by offset. */
  public Collection<SetAside> setAside() {
    return Collections.unmodifiableCollection(setAside.values());
  }

  /** One of them. */
  public Optional<SetAside> setAside(long offset) {
    return Optional.ofNullable(setAside.get(offset));
  }

  /** Under which producer messages are set aside; 0 while there was none. */
  public long producerId() {
    return producerId;
  }

  /** How many messages were ever set aside: the number of the next one. */
  public long setAsideCount() {
    return nextNumber;
  }

  void apply(StateRecord.OfGroup change) {
    switch (change) {
      case Acked(_, long from, long to) -> ack(from, to);
      case GroupSet(_, boolean newRetain, boolean newPaused) -> {
        retain = newRetain;
        paused = newPaused;
      }
      case Failed(_, long from, long to, int count) -> fail(from, to, count);
      case GroupMoved(_, long to, long count) -> {
        acked = new OffsetSet(to);
        ackedCount = count;
        failures.clear();
        setAside.clear();
      }
      case Skipped(_, long from, long to, long messages, long at) -> {
        acked.add(from, to);
        forget(from, to);
        gap = new Gap(messages, from, to, gap.messages() == 0 ? at : gap.firstAtMicros(), at);
      }
      case SetAside entry -> {
        producerId = entry.producerId();
        nextNumber = Math.max(nextNumber, entry.number() + 1);
        if (!acked.contains(entry.offset())) {
          setAside.put(entry.offset(), entry);
        }
      }
    }
  }

  void ack(long from, long to) {
    ackedCount += acked.add(from, to);
    forget(from, to);
  }

  private void forget(long from, long to) {
    failures.clear(from, to);
    setAside.subMap(from, to).clear();
  }

  /** What was acked meanwhile stays so. */
  private void fail(long from, long to, int count) {
    long next = nextUnacked(from);
    while (next < to) {
      long end = Math.min(to, nextAcked(next));
      failures.set(next, end, count);
      next = nextUnacked(end);
    }
  }

  void encode(StateWriter out) {
    out.text(name).number(ackedCount).offsets(acked);
    out.octet((retain ? RETAIN : 0) | (paused ? PAUSED : 0));
    out.number(gap.messages()).number(gap.from()).number(gap.to());
    out.number(gap.firstAtMicros()).number(gap.lastAtMicros());
    failures.encode(out);
    out.number(producerId).number(nextNumber).number(setAside.size());
    for (SetAside entry : setAside.values()) {
      out.number(entry.offset()).number(entry.number()).number(entry.failures());
      out.longText(entry.reason());
    }
  }

  static GroupProgress decode(ByteBuffer source, int version) {
    String name = StateFormat.text(source);
    long ackedCount = StateFormat.number(source);
    GroupProgress group = new GroupProgress(name, OffsetSet.decode(source), ackedCount);
    if (version > 1) {
      group.decodeTrouble(source, version);
    }
    return group;
  }

  private void decodeTrouble(ByteBuffer source, int version) {
    int flags = StateFormat.octet(source);
    retain = (flags & RETAIN) != 0;
    paused = (flags & PAUSED) != 0;
    gap =
        new Gap(
            StateFormat.number(source),
            StateFormat.number(source),
            StateFormat.number(source),
            StateFormat.time(source, version),
            StateFormat.time(source, version));
    failures.decode(source);
    producerId = StateFormat.number(source);
    nextNumber = StateFormat.number(source);
    for (int i = StateFormat.count(source, Integer.MAX_VALUE); i > 0; i--) {
      long offset = StateFormat.number(source);
      long number = StateFormat.number(source);
      int count = StateFormat.count(source, Integer.MAX_VALUE);
      String reason = StateFormat.longText(source);
      setAside.put(offset, new SetAside(name, offset, producerId, number, count, reason));
    }
  }
}
