package io.gputelemetry.embedded.sealed;

import io.gputelemetry.embedded.numbers.Decimals;
import io.gputelemetry.embedded.numbers.ResidualReader;
import io.gputelemetry.embedded.numbers.ResidualWriter;

/**
 * Entries of the index as they are written, up to {@value SealedFormat#BLOCK_ENTRIES} in a block.
 * Differences are to the entry before; the first one's are to the directory's first series and
 * first time, and to zero.
 *
 * <pre>
 * entry  series, difference | count | length of the chunk | crc of the chunk 4 |
 *        first time: less the last one of the same series, or the first one of another |
 *        last time less first time, difference | last description, difference |
 *        form: decimals of the four values (7 = bit patterns), plus 8 if all values are the same
 *        last value | unless the same: last less min | max less last | sum
 * </pre>
 *
 * All but the checksum are varints; differences and decimals are signed (zigzag), bit patterns
 * reversed.
 */
final class IndexBlock {
  private static final int SAME = 8;

  /** More than any encoded entry takes. */
  static final int ENTRY_BYTES_MAX = 10 * 12;

  private int series;
  private long firstTime;
  private long lastTime;
  private long span;
  private int description;

  /** Begins a block whose first entry is of this series and time. */
  void begin(int firstSeries, long time) {
    series = firstSeries;
    firstTime = time;
    lastTime = time;
    span = 0;
    description = 0;
  }

  void encode(IndexEntry entry, ResidualWriter out) {
    out.reserve(ENTRY_BYTES_MAX);
    out.number(entry.series() - (long) series);
    out.varint(entry.count());
    out.varint(entry.length());
    out.int32(entry.crc());
    out.number(entry.firstTime() - (entry.series() == series ? lastTime : firstTime));
    long entrySpan = entry.lastTime() - entry.firstTime();
    out.number(entrySpan - span);
    out.number(entry.lastDescription() - (long) description);
    encodeValues(entry, out);
    next(entry.series(), entry.firstTime(), entrySpan, entry.lastDescription());
  }

  private void next(int entrySeries, long time, long entrySpan, int lastDescription) {
    series = entrySeries;
    firstTime = time;
    lastTime = time + entrySpan;
    span = entrySpan;
    description = lastDescription;
  }

  private static void encodeValues(IndexEntry entry, ResidualWriter out) {
    double last = entry.lastValue();
    int form = Decimals.form(last, 0);
    boolean same = same(entry);
    if (!same) {
      form = Decimals.form(entry.min(), form);
      form = Decimals.form(entry.max(), form);
      form = Decimals.form(entry.sum(), form);
    }
    out.varint(same ? form | SAME : form);
    if (form == Decimals.PATTERNS) {
      out.pattern(last);
      if (!same) {
        out.pattern(entry.min());
        out.pattern(entry.max());
        out.pattern(entry.sum());
      }
      return;
    }
    long scaled = Decimals.scaled(last, form);
    out.number(scaled);
    if (!same) {
      out.number(scaled - Decimals.scaled(entry.min(), form));
      out.number(Decimals.scaled(entry.max(), form) - scaled);
      out.number(Decimals.scaled(entry.sum(), form));
    }
  }

  /** Whether the rest follows from the last value. */
  private static boolean same(IndexEntry entry) {
    return bits(entry.min()) == bits(entry.lastValue())
        && bits(entry.max()) == bits(entry.lastValue())
        && bits(entry.sum()) == bits(sum(entry.lastValue(), entry.count()));
  }

  /** The sum of a value taken so often, in the same order of additions as of any values. */
  private static double sum(double value, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += value;
    }
    return sum;
  }

  private static long bits(double value) {
    return Double.doubleToRawLongBits(value);
  }

  /**
   * Reads an entry.
   *
   * @param position of its chunk
   */
  IndexEntry decode(ResidualReader in, long position) {
    int entrySeries = (int) (series + in.number());
    int count = (int) in.varint();
    int length = (int) in.varint();
    int crc = in.int32();
    long time = in.number() + (entrySeries == series ? lastTime : firstTime);
    long entrySpan = in.number() + span;
    int lastDescription = (int) (description + in.number());
    int form = (int) in.varint();
    boolean same = (form & SAME) != 0;
    double[] values = same ? one(in, form ^ SAME, count) : four(in, form);
    next(entrySeries, time, entrySpan, lastDescription);
    return new IndexEntry(
        entrySeries,
        count,
        position,
        length,
        crc,
        time,
        lastTime,
        lastDescription,
        values[0],
        values[1],
        values[2],
        values[3]);
  }

  private static double[] one(ResidualReader in, int form, int count) {
    double value = form == Decimals.PATTERNS ? in.pattern() : in.number() / Decimals.power(form);
    return new double[] {value, value, value, sum(value, count)};
  }

  private static double[] four(ResidualReader in, int form) {
    if (form == Decimals.PATTERNS) {
      return new double[] {in.pattern(), in.pattern(), in.pattern(), in.pattern()};
    }
    double power = Decimals.power(form);
    long last = in.number();
    long min = last - in.number();
    long max = last + in.number();
    return new double[] {last / power, min / power, max / power, in.number() / power};
  }
}
