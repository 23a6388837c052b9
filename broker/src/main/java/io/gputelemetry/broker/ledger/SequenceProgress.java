package io.gputelemetry.broker.ledger;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far a sequence is: which ranges were handed out, which of them are published, and where the
 * next one begins. The pass moves on with the first range of the next one, and so does the number
 * of rows.
 */
public final class SequenceProgress {
  /**
   * Distance of two neighbouring grants, at least. After a range of more rows it is a microsecond a
   * row: a row's event time is the grant's plus its place among those of its series, and no two
   * ranges may give one series the same time.
   */
  public static final long GRANT_SPACING_MICROS = 1_000;

  private final String name;
  private final long producerId;
  private long rows;
  private long rowsNextPass;
  private long passes;
  private long content;
  private long pass;
  private long nextRow;
  private long nextNumber;
  private long earliestGrantMicros;
  private long completedRows;
  private final TreeMap<Long, SequenceRange> outstanding = new TreeMap<>();
  private AppendedBatches completed = new AppendedBatches();

  SequenceProgress(String name, long producerId, long rows, long passes) {
    this.name = name;
    this.producerId = producerId;
    this.rows = rows;
    this.rowsNextPass = rows;
    this.passes = passes;
  }

  /** Name of the sequence. */
  public String name() {
    return name;
  }

  /** The producer under which its ranges are published. */
  public long producerId() {
    return producerId;
  }

  /** Rows of the present pass. */
  public long rows() {
    return rows;
  }

  /** Rows of the passes that have not begun. */
  public long rowsNextPass() {
    return rowsNextPass;
  }

  /** Passes to make, 0 = endless. */
  public long passes() {
    return passes;
  }

  /** Fingerprint of what its rows hold, 0 if nobody told it since it began. */
  public long content() {
    return content;
  }

  /** Whether a range was handed out since it began. */
  public boolean isBegun() {
    return nextNumber > 0;
  }

  /** The pass of the newest range, from 0. */
  public long pass() {
    return pass;
  }

  /** The first row of that pass that was not handed out. */
  public long nextRow() {
    return nextRow;
  }

  /** Rows published. */
  public long completedRows() {
    return completedRows;
  }

  /** The ranges that are published. */
  public AppendedBatches completed() {
    return completed;
  }

  /** Ranges that were handed out and are not published, by number. */
  public Collection<SequenceRange> outstanding() {
    return Collections.unmodifiableCollection(outstanding.values());
  }

  /** The unpublished range of this number. */
  public Optional<SequenceRange> outstanding(long number) {
    return Optional.ofNullable(outstanding.get(number));
  }

  /** Whether all rows of all passes were handed out. */
  public boolean isExhausted() {
    return passes != 0 && pass + 1 >= passes && nextRow >= rows;
  }

  /** Whether all of them are published, too. */
  public boolean isFinished() {
    return isExhausted() && outstanding.isEmpty();
  }

  /** The earliest event time of the next range. */
  public long earliestGrantMicros() {
    return earliestGrantMicros;
  }

  /** The range that comes next; not to be asked of an exhausted sequence. */
  public SequenceRange nextRange(int maxRows, long nowMicros) {
    boolean begins = nextRow >= rows;
    long firstRow = begins ? 0 : nextRow;
    long left = (begins ? rowsNextPass : rows) - firstRow;
    long grantedAt = Math.max(nowMicros, earliestGrantMicros);
    return new SequenceRange(
        nextNumber, begins ? pass + 1 : pass, firstRow, (int) Math.min(maxRows, left), grantedAt);
  }

  void reopen(long newRows, long newPasses, long newContent) {
    if (!isBegun()) {
      rows = newRows;
    }
    rowsNextPass = newRows;
    passes = newPasses;
    content = newContent;
  }

  /** The same sequence from its beginning, of any content; event times go on where they were. */
  SequenceProgress anew(long newProducerId, long earliestMicros) {
    SequenceProgress begun = new SequenceProgress(name, newProducerId, rowsNextPass, passes);
    begun.earliestGrantMicros = earliestMicros;
    return begun;
  }

  void granted(SequenceRange range) {
    if (range.number() < nextNumber) {
      return;
    }
    if (range.pass() > pass) {
      pass = range.pass();
      rows = rowsNextPass;
    }
    nextRow = range.firstRow() + range.count();
    nextNumber = range.number() + 1;
    earliestGrantMicros = range.grantedAtMicros() + Math.max(GRANT_SPACING_MICROS, range.count());
    outstanding.put(range.number(), range);
  }

  void appended(long number, long offset) {
    if (completed.add(number, offset)) {
      SequenceRange range = outstanding.remove(number);
      completedRows += range == null ? 0 : range.count();
    }
  }

  void encode(StateWriter out) {
    out.text(name).number(producerId).number(rows).number(rowsNextPass).number(passes);
    out.number(pass).number(nextRow).number(nextNumber).number(earliestGrantMicros);
    out.number(completedRows).number(outstanding.size());
    for (SequenceRange range : outstanding.values()) {
      StateFormat.range(out, range);
    }
    completed.encode(out);
    out.number(content);
  }

  static SequenceProgress decode(ByteBuffer source, int version) {
    SequenceProgress sequence =
        new SequenceProgress(
            StateFormat.text(source), StateFormat.number(source), StateFormat.number(source), 0);
    sequence.rowsNextPass = StateFormat.number(source);
    sequence.passes = StateFormat.number(source);
    sequence.pass = StateFormat.number(source);
    sequence.nextRow = StateFormat.number(source);
    sequence.nextNumber = StateFormat.number(source);
    sequence.earliestGrantMicros = StateFormat.number(source);
    sequence.completedRows = StateFormat.number(source);
    int count = StateFormat.count(source, Integer.MAX_VALUE);
    for (int i = 0; i < count; i++) {
      SequenceRange range = StateFormat.range(source);
      sequence.outstanding.put(range.number(), range);
    }
    sequence.completed = AppendedBatches.decode(source);
    sequence.content = StateFormat.content(source, version);
    return sequence;
  }
}
