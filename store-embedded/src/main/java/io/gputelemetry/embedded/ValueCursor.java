package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.IndexEntry;
import io.gputelemetry.embedded.sealed.SealedReader;
import io.gputelemetry.embedded.sealed.SealedWriter;
import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.BucketCutter;
import java.io.IOException;
import java.util.Optional;

/**
 * Event times and values of one series from one place, the head or a file, ascending. A chunk of
 * which the sum is enough is not decoded.
 */
final class ValueCursor {
  private final AggregateQuery query;
  private final long from;
  private final long to;
  private final Optional<SealedReader> reader;
  private final int series;
  private Optional<IndexEntry> chunk = Optional.empty();
  private int chunkNumber;
  private Columns rows;
  private int at;
  private int end;

  private ValueCursor(
      AggregateQuery query, int series, long from, long to, Optional<SealedReader> reader) {
    this.query = query;
    this.series = series;
    this.from = from;
    this.to = to;
    this.reader = reader;
    rows = new Columns(0);
  }

  /** Rows that were copied from the head. */
  static ValueCursor ofHead(AggregateQuery query, Columns copied) {
    ValueCursor cursor =
        new ValueCursor(query, 0, Long.MIN_VALUE, Long.MAX_VALUE, Optional.empty());
    cursor.rows = copied;
    cursor.end = copied.size;
    return cursor;
  }

  /** The rows of a series in [from, to) of a file. */
  static ValueCursor ofFile(
      AggregateQuery query, int series, long from, long to, SealedReader reader)
      throws IOException {
    ValueCursor cursor = new ValueCursor(query, series, from, to, Optional.of(reader));
    cursor.chunkNumber = reader.firstEndingAtOrAfter(series, from);
    if (cursor.chunkNumber >= 0) {
      cursor.stand(reader);
    }
    return cursor;
  }

  /** Whether it stands on a row. */
  boolean hasNext() {
    return chunk.isPresent() || at < end;
  }

  /** Event time of the row it stands on. */
  long time() {
    return chunk.isPresent() ? chunk.get().firstTime() : rows.times[at];
  }

  /**
   * Takes all rows before this time.
   *
   * @return false if no more buckets are wanted
   */
  boolean take(long until, BucketCutter cutter) throws IOException {
    while (hasNext() && time() < until) {
      if (chunk.isPresent()) {
        IndexEntry entry = chunk.get();
        if (isSummable(entry, until)) {
          if (!add(entry, cutter)) {
            return false;
          }
          next();
          continue;
        }
        decode();
      }
      while (at < end && rows.times[at] < until) {
        if (!cutter.add(rows.times[at], rows.values[at])) {
          return false;
        }
        at++;
      }
      if (at == end) {
        next();
      }
    }
    return true;
  }

  private boolean isSummable(IndexEntry entry, long until) {
    return query.quantiles().isEmpty()
        && entry.isSummed()
        && entry.lastTime() < Math.min(to, until)
        && entry.lastTime() < query.bucketEnd(entry.firstTime());
  }

  private static boolean add(IndexEntry entry, BucketCutter cutter) {
    return cutter.addSummary(
        entry.firstTime(),
        entry.lastTime(),
        entry.count(),
        entry.min(),
        entry.max(),
        entry.sum(),
        entry.lastValue());
  }

  private void next() throws IOException {
    chunk = Optional.empty();
    if (reader.isPresent()) {
      chunkNumber++;
      stand(reader.get());
    }
  }

  /** Stands on the first row of the current chunk that is in the window, if there is one. */
  private void stand(SealedReader file) throws IOException {
    at = 0;
    end = 0;
    while (chunkNumber < file.chunks()) {
      IndexEntry entry = file.entry(chunkNumber);
      if (entry.series() != series || entry.firstTime() >= to) {
        return;
      }
      chunk = Optional.of(entry);
      if (entry.firstTime() >= from) {
        return;
      }
      decode();
      if (at < end) {
        return;
      }
      chunkNumber++;
    }
  }

  /** Reads the rows of the current chunk that are in the window. */
  private void decode() throws IOException {
    IndexEntry entry = chunk.orElseThrow();
    chunk = Optional.empty();
    if (rows.times.length < entry.count()) {
      rows = new Columns(SealedWriter.MAX_ROWS);
    }
    reader.orElseThrow().readValues(entry, rows);
    at = rows.place(from);
    end = rows.place(to);
  }
}
