package io.gputelemetry.streamer.source.csv;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import io.gputelemetry.telemetry.Absence;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SeriesIdentity;
import io.gputelemetry.telemetry.SourceTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The rows of CSV text that hold a sample, one after the other, in constant memory. Columns are
 * found by the names of the header, whatever their order and case. Bad rows are counted and left
 * out. Used by one thread.
 */
public final class CsvRows implements AutoCloseable {
  private final String name;
  private final RecordReader text;
  private final Tally tally;
  private final SourceTime time = new SourceTime();
  private final Iterator<String[]> records;
  private final Header header;
  private final RowReader rows;
  private final int valuePlace;
  private final int timestampPlace;
  private final boolean exported;
  private Optional<Row> row = Optional.empty();

  /**
   * A row.
   *
   * @param sourceTimeMicros what it says, or {@code SampleBatch.NO_SOURCE_TIME}
   */
  public record Row(SeriesIdentity identity, long sourceTimeMicros, double value) {}

  private CsvRows(
      String name, Reader source, Optional<Header> known, MetricCatalogue catalogue, Tally tally)
      throws IOException {
    this(name, source, known, new RowReading(catalogue, false), tally);
  }

  private CsvRows(String name, Reader source, Optional<Header> known, RowReading how, Tally tally)
      throws IOException {
    this.name = name;
    this.exported = how.exported();
    this.tally = tally;
    this.text = new RecordReader(source, RecordReader.RECORD_CHARS_MAX, this::rejectUnread);
    this.records = parser(text).iterator();
    this.header = known.isPresent() ? known.get() : readHeader();
    this.rows = new RowReader(header, how.catalogue());
    this.valuePlace = header.place("value");
    this.timestampPlace = header.place("timestamp");
  }

  /**
   * Rows of a text that begins with a header, plain or compressed. Closing closes the stream.
   *
   * @param name for messages: a path, or a word
   * @param tally where rows are counted that hold no sample
   * @throws SourceException if it has no header with the columns that are needed
   */
  public static CsvRows of(String name, InputStream bytes, MetricCatalogue catalogue, Tally tally) {
    try {
      return ofPlain(name, Compressed.plain(bytes), catalogue, tally);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * The same, of bytes that are no more compressed: what looks as if it were is text. For who
   * decompresses within bounds of its own.
   */
  public static CsvRows ofPlain(
      String name, InputStream bytes, MetricCatalogue catalogue, Tally tally) {
    try {
      Reader text = new InputStreamReader(bytes, StandardCharsets.UTF_8);
      return new CsvRows(name, text, Optional.empty(), catalogue, tally);
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(name, e);
    } catch (CsvParseException e) {
      throw ofTheStream(e);
    }
  }

  /**
   * Rows that a store wrote out: each must have its time, and any number is a value, also one that
   * is infinite or none.
   *
   * @throws SourceException if it has no header with the columns that are needed
   */
  public static CsvRows exported(
      String name, InputStream bytes, MetricCatalogue catalogue, Tally tally) {
    try {
      Reader text = new InputStreamReader(Compressed.plain(bytes), StandardCharsets.UTF_8);
      CsvRows rows =
          new CsvRows(name, text, Optional.empty(), new RowReading(catalogue, true), tally);
      if (rows.timestampPlace < 0) {
        throw new SourceException(name + " has no column timestamp, which is when a row was taken");
      }
      return rows;
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(name, e);
    } catch (CsvParseException e) {
      throw ofTheStream(e);
    }
  }

  /** What a stream throws that is no failure to read, the parser wraps. */
  private static RuntimeException ofTheStream(CsvParseException e) {
    return e.getCause() instanceof RuntimeException cause ? cause : e;
  }

  /** Rows of a text that goes on behind this header; without one it begins with its own. */
  static CsvRows text(
      String name, Reader text, Optional<Header> known, MetricCatalogue catalogue, Tally tally)
      throws IOException {
    return new CsvRows(name, text, known, catalogue, tally);
  }

  Header header() {
    return header;
  }

  /** Number of the line, from 1, in which the last row begins that was read. */
  public long line() {
    return text.line();
  }

  private static CsvReader<String[]> parser(Reader text) {
    return CsvReader.builder()
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .build(
            StringArrayHandler.of(limits -> limits.maxFields(RecordReader.RECORD_CHARS_MAX + 1)),
            text);
  }

  private Header readHeader() {
    if (!records.hasNext()) {
      throw new SourceException(name + " is empty; it needs a line with column names, and rows");
    }
    return new Header(records.next(), name);
  }

  /**
   * The next row; empty at the end.
   *
   * @throws SourceException if the text cannot be read to its end
   */
  public Optional<Row> next() {
    try {
      row = Optional.empty();
      while (row.isEmpty() && records.hasNext()) {
        read(records.next());
      }
      return row;
    } catch (UncheckedIOException e) {
      throw unreadable(name, e);
    } catch (CsvParseException e) {
      throw ofTheStream(e);
    }
  }

  static SourceException unreadable(String name, Exception failure) {
    Throwable cause = failure.getCause() instanceof IOException io ? io : failure;
    return new SourceException(
        name + " cannot be read to its end: " + cause.getMessage() + "; is it whole?", failure);
  }

  private void read(String[] record) {
    tally.record();
    if (record.length != header.size()) {
      reject(Rejection.FIELD_COUNT);
      return;
    }
    OptionalInt gpuId = rows.gpuId(record);
    if (rows.uuid(record).isEmpty()) {
      reject(Rejection.UUID);
    } else if (rows.metric(record).isEmpty()) {
      reject(Rejection.METRIC);
    } else if (gpuId.isEmpty()) {
      reject(Rejection.NUMBER);
    } else {
      read(record, gpuId.getAsInt(), record[valuePlace].strip());
    }
  }

  private void read(String[] record, int gpuId, String value) {
    Optional<Absence> absence = exported ? Optional.empty() : Absence.of(value);
    if (absence.isPresent()) {
      tally.absent(absence.get());
      return;
    }
    OptionalDouble number = number(value);
    if (number.isEmpty()) {
      reject(Rejection.NUMBER);
      return;
    }
    String timestamp = timestampPlace < 0 ? "" : record[timestampPlace].strip();
    long micros = exported ? eventTime(timestamp) : sourceTime(timestamp);
    if (exported && micros == SampleBatch.NO_SOURCE_TIME) {
      reject(Rejection.TIMESTAMP);
      return;
    }
    row = Optional.of(new Row(rows.identity(record, gpuId), micros, number.getAsDouble()));
  }

  /** Empty if the text is no number, or none that can be taken. */
  private OptionalDouble number(String text) {
    try {
      double number = Double.parseDouble(text);
      return exported || Double.isFinite(number)
          ? OptionalDouble.of(number)
          : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private long eventTime(String timestamp) {
    return time.micros(timestamp).orElse(SampleBatch.NO_SOURCE_TIME);
  }

  private long sourceTime(String timestamp) {
    OptionalLong micros = time.micros(timestamp);
    if (micros.isEmpty()) {
      tally.unreadableTime(name, timestamp);
    }
    return micros.orElse(SampleBatch.NO_SOURCE_TIME);
  }

  private void rejectUnread(Rejection kind) {
    tally.record();
    reject(kind);
  }

  private void reject(Rejection kind) {
    tally.reject(name, kind, text.line());
  }

  @Override
  public void close() throws IOException {
    text.close();
  }

  private record RowReading(MetricCatalogue catalogue, boolean exported) {}
}
