package io.gputelemetry.embedded.sealed;

/**
 * What a file has of a series. Written as varints; differences (signed) are to the entry before, of
 * the first one of a block to zero.
 *
 * <pre>
 * series, difference | rows | first time, difference | last time less first time, difference |
 * last description, difference
 * </pre>
 *
 * @param series number of the series in the catalog
 * @param count rows
 * @param firstTime event time of the first
 * @param lastTime event time of the last
 * @param lastDescription description of the last
 */
public record SeriesEntry(
    int series, long count, long firstTime, long lastTime, int lastDescription) {

  /** More than any encoded entry takes. */
  static final int BYTES_MAX = 50;

  /** What the first entry of a block differs from. */
  static final SeriesEntry ZERO = new SeriesEntry(0, 0, 0, 0, 0);

  void encode(SeriesEntry before, ResidualWriter out) {
    out.reserve(BYTES_MAX);
    out.number(series - (long) before.series);
    out.varint(count);
    out.number(firstTime - before.firstTime);
    out.number(lastTime - firstTime - (before.lastTime - before.firstTime));
    out.number(lastDescription - (long) before.lastDescription);
  }

  static SeriesEntry decode(SeriesEntry before, ResidualReader in) {
    int series = (int) (before.series + in.number());
    long count = in.varint();
    long first = before.firstTime + in.number();
    long last = first + (before.lastTime - before.firstTime) + in.number();
    return new SeriesEntry(
        series, count, first, last, (int) (before.lastDescription + in.number()));
  }

  /** This and a chunk of the same series that follows. */
  SeriesEntry and(IndexEntry chunk) {
    return new SeriesEntry(
        series, count + chunk.count(), firstTime, chunk.lastTime(), chunk.lastDescription());
  }

  static SeriesEntry of(IndexEntry chunk) {
    return new SeriesEntry(
        chunk.series(),
        chunk.count(),
        chunk.firstTime(),
        chunk.lastTime(),
        chunk.lastDescription());
  }
}
