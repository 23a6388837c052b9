package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.SeriesTable;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads CSV files into memory, one behind the other, and takes the fingerprint of their text. */
final class CsvLoader {
  private final String path;
  private final MetricCatalogue catalogue;
  private final MessageDigest digest = sha256();
  private final Tally tally = new Tally();
  private final Columns columns = new Columns();
  private final List<SeriesIdentity> identities = new ArrayList<>();
  private final Map<SeriesIdentity, Integer> indexes = new HashMap<>();

  CsvLoader(String path, MetricCatalogue catalogue) {
    this.path = path;
    this.catalogue = catalogue;
  }

  CsvFile load() {
    CsvPaths.of(path).forEach(this::load);
    LoadReport report = tally.report();
    if (columns.size() == 0) {
      throw new SourceException(
          "%s has no usable row: %d records, rejected %s, without value %s; see the log for the first of each kind"
              .formatted(path, report.records(), report.rejected(), report.absent()));
    }
    long content = ByteBuffer.wrap(digest.digest()).getLong();
    return new CsvFile(path, new SeriesTable(identities), columns, report, content);
  }

  private void load(Path file) {
    try (InputStream bytes = Files.newInputStream(file);
        CsvRows rows = CsvRows.ofPlain(file.toString(), text(file, bytes), catalogue, tally)) {
      for (Optional<CsvRows.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        CsvRows.Row it = row.get();
        columns.add(index(it.identity()), it.sourceTimeMicros(), it.value());
      }
    } catch (IOException e) {
      throw new SourceException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private InputStream text(Path file, InputStream bytes) {
    try {
      return new DigestInputStream(Compressed.plain(bytes), digest);
    } catch (IOException e) {
      throw CsvRows.unreadable(file.toString(), e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("BUG: every Java has SHA-256", e);
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
}
