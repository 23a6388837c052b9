package io.gputelemetry.streamer.source;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import io.gputelemetry.streamer.source.LoadReport.Rejection;
import io.gputelemetry.telemetry.Absence;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SeriesIdentity;
import io.gputelemetry.telemetry.SourceTime;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.zip.GZIPInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one CSV file into memory. */
final class CsvLoader {
  /** Characters of a record, quotes and line end included. */
  static final int MAX_RECORD_CHARS = 16 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(CsvLoader.class);
  private static final int GZIP_MAGIC = 0x1f8b;

  private final Path path;
  private final MetricCatalogue catalogue;
  private final LoadReport.Tally tally = new LoadReport.Tally();
  private final SourceTime time = new SourceTime();
  private final Columns columns = new Columns();
  private final List<SeriesIdentity> identities = new ArrayList<>();
  private final Map<SeriesIdentity, Integer> indexes = new HashMap<>();

  CsvLoader(Path path, MetricCatalogue catalogue) {
    this.path = path;
    this.catalogue = catalogue;
  }

  CsvFile load() {
    checkPath();
    try (InputStream bytes = open();
        RecordReader text =
            new RecordReader(
                new InputStreamReader(bytes, StandardCharsets.UTF_8),
                MAX_RECORD_CHARS,
                this::rejectUnread);
        CsvReader<String[]> csv = parser(text)) {
      read(csv.iterator());
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(e);
    }
    LoadReport report = tally.report();
    if (columns.size() == 0) {
      throw new SourceException(
          "%s has no usable row: %d records, rejected %s, without value %s; see the log for the first of each kind"
              .formatted(path, report.records(), report.rejected(), report.absent()));
    }
    return new CsvFile(path, new SeriesTable(identities), columns, report);
  }

  private SourceException unreadable(Exception failure) {
    Throwable cause = failure.getCause() instanceof IOException io ? io : failure;
    return new SourceException(
        path + " cannot be read to its end: " + cause.getMessage() + "; is the file whole?",
        failure);
  }

  private void checkPath() {
    if (Files.isDirectory(path)) {
      throw new SourceException(path + " is a directory; give the CSV file in it");
    }
    if (!Files.exists(path)) {
      throw new SourceException(
          "there is no file "
              + path.toAbsolutePath()
              + "; check the path, or give none to simulate");
    }
  }

  private InputStream open() throws IOException {
    BufferedInputStream file = new BufferedInputStream(Files.newInputStream(path));
    file.mark(2);
    int magic = file.read() << 8 | file.read();
    file.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(file) : file;
  }

  private static CsvReader<String[]> parser(RecordReader text) {
    return CsvReader.builder()
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .build(StringArrayHandler.of(limits -> limits.maxFields(MAX_RECORD_CHARS + 1)), text);
  }

  private void read(Iterator<String[]> records) {
    if (!records.hasNext()) {
      throw new SourceException(path + " is empty; it needs a line with column names, and rows");
    }
    Header header = new Header(records.next(), path);
    RowReader rows = new RowReader(header, catalogue);
    int value = header.place("value");
    int timestamp = header.place("timestamp");
    while (records.hasNext()) {
      String[] record = records.next();
      tally.record();
      if (record.length != header.size()) {
        reject(Rejection.FIELD_COUNT);
        continue;
      }
      String written = timestamp < 0 ? "" : record[timestamp].strip();
      row(rows, record, record[value].strip(), written);
    }
  }

  private void row(RowReader rows, String[] record, String value, String timestamp) {
    OptionalInt gpuId = rows.gpuId(record);
    if (rows.uuid(record).isEmpty()) {
      reject(Rejection.UUID);
    } else if (rows.metric(record).isEmpty()) {
      reject(Rejection.METRIC);
    } else if (gpuId.isEmpty()) {
      reject(Rejection.NUMBER);
    } else {
      Optional<Absence> absence = Absence.of(value);
      if (absence.isPresent()) {
        tally.absent(absence.get());
        return;
      }
      double number = number(value);
      if (Double.isNaN(number)) {
        reject(Rejection.NUMBER);
      } else {
        columns.add(index(rows.identity(record, gpuId.getAsInt())), sourceTime(timestamp), number);
      }
    }
  }

  /** NaN if the text is no finite number. */
  private static double number(String text) {
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? number : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private int index(SeriesIdentity identity) {
    Integer known = indexes.putIfAbsent(identity, identities.size());
    if (known != null) {
      return known;
    }
    identities.add(identity);
    return identities.size() - 1;
  }

  private long sourceTime(String timestamp) {
    OptionalLong micros = time.micros(timestamp);
    if (micros.isEmpty() && tally.unreadableTime()) {
      LOG.warn("{}: \"{}\" is no time that is known; such rows get none", path, timestamp);
    }
    return micros.orElse(SampleBatch.NO_SOURCE_TIME);
  }

  private void rejectUnread(Rejection kind) {
    tally.record();
    reject(kind);
  }

  private void reject(Rejection kind) {
    if (tally.reject(kind)) {
      LOG.warn(
          "{}: record {} is left out ({}); further ones of this kind are only counted",
          path,
          tally.records(),
          kind.label());
    }
  }
}
