package io.gputelemetry.streamer.source.csv;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.StringArrayHandler;
import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import java.io.IOException;
import java.io.Reader;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;

/** Records that are parsed when they are asked for. */
final class ParsedRecords implements Records {
  private final RecordReader text;
  private final Iterator<String[]> records;

  /**
   * Reads the beginning of the text.
   *
   * @param onRejected told of each record that is left out because no parser should meet it
   */
  ParsedRecords(Reader source, Consumer<Rejection> onRejected) throws IOException {
    text = new RecordReader(source, RecordReader.RECORD_CHARS_MAX, onRejected);
    records =
        CsvReader.builder()
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .build(
                StringArrayHandler.of(
                    limits -> limits.maxFields(RecordReader.RECORD_CHARS_MAX + 1)),
                text)
            .iterator();
  }

  @Override
  public Optional<String[]> next() {
    return records.hasNext() ? Optional.of(records.next()) : Optional.empty();
  }

  @Override
  public long line() {
    return text.line();
  }

  @Override
  public void stop() {
    // Nothing goes on by itself.
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
