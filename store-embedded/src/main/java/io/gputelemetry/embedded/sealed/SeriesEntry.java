package io.gputelemetry.embedded.sealed;

import io.gputelemetry.embedded.numbers.Decimals;
import io.gputelemetry.embedded.numbers.ResidualReader;
import io.gputelemetry.embedded.numbers.ResidualWriter;
import io.gputelemetry.telemetry.SampleBatch;

/**
 * What a file has of a series. Written as varints; differences (signed) are to the entry before, of
 * the first one of a block to zero.
 *
 * <pre>
 * series, difference | rows | first time, difference | last time less first time, difference |
 * last description, difference |
 * last ingest time, difference |
 * form of the last value (0 to 6 decimals, 7 = bit pattern), plus 8 if the last row has a source time |
 * last value | last time less last source time, if it has one
 * </pre>
 *
 * @param series number of the series in the catalog
 * @param count rows
 * @param firstTime event time of the first
 * @param last the last one
 */
public record SeriesEntry(int series, long count, long firstTime, LastRow last) {
  private static final int HAS_SOURCE = 8;

  /** More than any encoded entry takes. */
  static final int BYTES_MAX = 100;

  /** What the first entry of a block differs from. */
  static final SeriesEntry ZERO = new SeriesEntry(0, 0, 0, new LastRow(0, 0, 0, 0, 0));

  /**
   * The newest row of a series in a file.
   *
   * @param source its source time, or {@code SampleBatch.NO_SOURCE_TIME}
   * @param ingestedAt when it was accepted
   */
  public record LastRow(long time, long source, long ingestedAt, double value, int description) {}

  void encode(SeriesEntry before, ResidualWriter out) {
    out.reserve(BYTES_MAX);
    out.number(series - (long) before.series);
    out.varint(count);
    out.number(firstTime - before.firstTime);
    out.number(last.time - firstTime - (before.last.time - before.firstTime));
    out.number(last.description - (long) before.last.description);
    out.number(last.ingestedAt - before.last.ingestedAt);
    boolean hasSource = last.source != SampleBatch.NO_SOURCE_TIME;
    int form = Decimals.form(last.value, 0);
    out.varint(hasSource ? form | HAS_SOURCE : form);
    if (form == Decimals.PATTERNS) {
      out.pattern(last.value);
    } else {
      out.number(Decimals.scaled(last.value, form));
    }
    if (hasSource) {
      out.number(last.time - last.source);
    }
  }

  static SeriesEntry decode(SeriesEntry before, ResidualReader in) {
    int series = (int) (before.series + in.number());
    long count = in.varint();
    long first = before.firstTime + in.number();
    long time = first + (before.last.time - before.firstTime) + in.number();
    int description = (int) (before.last.description + in.number());
    long ingestedAt = before.last.ingestedAt + in.number();
    int head = (int) in.varint();
    int form = head & ~HAS_SOURCE;
    double value = form == Decimals.PATTERNS ? in.pattern() : in.number() / Decimals.power(form);
    long source = head == form ? SampleBatch.NO_SOURCE_TIME : time - in.number();
    LastRow last = new LastRow(time, source, ingestedAt, value, description);
    return new SeriesEntry(series, count, first, last);
  }

  /** This and rows of the same series that follow. */
  SeriesEntry and(Columns rows) {
    return new SeriesEntry(series, count + rows.size, firstTime, last(rows));
  }

  static SeriesEntry of(int series, Columns rows) {
    return new SeriesEntry(series, rows.size, rows.times[0], last(rows));
  }

  private static LastRow last(Columns rows) {
    int row = rows.size - 1;
    return new LastRow(
        rows.times[row],
        rows.sources[row],
        rows.ingests[row],
        rows.values[row],
        rows.descriptions[row]);
  }
}
