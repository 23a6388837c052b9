package io.gputelemetry.broker.ledger;

import io.gputelemetry.journal.OffsetSet;
import java.nio.ByteBuffer;

/** What a group is done with. */
public final class GroupProgress {
  private final String name;
  private final OffsetSet acked;
  private long ackedCount;

  GroupProgress(String name, long start) {
    this(name, new OffsetSet(start), 0);
  }

  private GroupProgress(String name, OffsetSet acked, long ackedCount) {
    this.name = name;
    this.acked = acked;
    this.ackedCount = ackedCount;
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

  /** The first offset at or above {@code offset} that is not acked. */
  public long nextUnacked(long offset) {
    return acked.nextAbsent(offset);
  }

  /** The first offset above {@code offset} that is acked, or {@code Long.MAX_VALUE}. */
  public long nextAcked(long offset) {
    return acked.nextPresent(offset);
  }

  void ack(long from, long to) {
    ackedCount += acked.add(from, to);
  }

  void encode(StateWriter out) {
    out.text(name).number(ackedCount).offsets(acked);
  }

  static GroupProgress decode(ByteBuffer source) {
    String name = StateFormat.text(source);
    long ackedCount = StateFormat.number(source);
    return new GroupProgress(name, OffsetSet.decode(source), ackedCount);
  }
}
