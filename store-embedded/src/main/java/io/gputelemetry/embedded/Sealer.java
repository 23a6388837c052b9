package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.IndexEntry;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedWriter;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealed files of a store: opens them at the start and writes the head into a new one. Used by
 * the owner thread only; readers see the result in the contents.
 */
final class Sealer {
  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

  private final Disk disk;
  private final Contents contents;
  private final Quarantine quarantine;
  private final Columns buffer = new Columns(SealedWriter.MAX_ROWS);
  private long nextOrdinal = 1;

  Sealer(Disk disk, Contents contents, Quarantine quarantine) {
    this.disk = disk;
    this.contents = contents;
    this.quarantine = quarantine;
  }

  /**
   * Opens every sealed file. Unfinished ones are removed; damaged ones are set aside.
   *
   * @throws StoreException if a file is of an unknown version or refers to an unknown series
   */
  void open() throws IOException {
    List<SealedFile> files = new ArrayList<>();
    for (String name : disk.list()) {
      nextOrdinal = Math.max(nextOrdinal, SealedFile.ordinal(name) + 1);
      if (name.endsWith(SealedWriter.UNFINISHED)) {
        disk.delete(name);
      } else if (SealedFile.isSetAside(name)) {
        contents.damaged++;
      } else if (SealedFile.isSealed(name)) {
        open(name, files);
      }
    }
    contents.files = List.copyOf(files);
  }

  private void open(String name, List<SealedFile> files) throws IOException {
    try {
      SealedFile file = SealedFile.open(disk, name, this::requireKnown);
      SealedFile.open(disk, name, contents.table::add);
      files.add(file);
    } catch (DamagedFileException e) {
      quarantine.setAside(name, e);
    }
  }

  private void requireKnown(IndexEntry entry) {
    if (entry.series() >= contents.catalog.seriesCount()
        || entry.lastDescription() >= contents.catalog.descriptionCount()) {
      throw new StoreException(
          "%s refers to series that the catalog does not have: the catalog was lost or replaced; restore it from a backup"
              .formatted(disk.location()),
          false);
    }
  }

  /** Everything in the log below this offset is sealed; 0 if nothing is. */
  long logEnd() {
    return contents.files.stream().mapToLong(SealedFile::logEnd).max().orElse(0);
  }

  /**
   * Writes the head into a new file and begins an empty head. The head stays readable meanwhile,
   * and is not copied.
   *
   * @param logEnd everything in the log below this offset is in the head or sealed
   */
  void seal(long logEnd, long nowMicros) throws IOException {
    contents.catalog.sync(nowMicros);
    SealedFile file = writeHead(logEnd);
    List<SealedFile> files = new ArrayList<>(contents.files);
    files.add(file);
    contents.change(() -> {
      contents.files = List.copyOf(files);
      contents.head = new Head();
      for (int series = 0; series < contents.table.capacity(); series++) {
        contents.table.seal(series);
      }
    });
    LOG.debug("sealed {} rows in {} bytes as {}", file.samples(), file.bytes(), file.name());
  }

  private SealedFile writeHead(long logEnd) throws IOException {
    try (SealedWriter writer = new SealedWriter(disk, nextOrdinal++)) {
      Head head = contents.head;
      for (int series = 0; series < head.capacity(); series++) {
        HeadColumn column = head.columnIfAny(series);
        int size = column == null ? 0 : column.size();
        for (int from = 0; from < size && column != null; from += SealedWriter.MAX_ROWS) {
          head.copy(column, from, Math.min(SealedWriter.MAX_ROWS, size - from), buffer);
          writer.add(series, buffer);
        }
      }
      return writer.finish(logEnd);
    }
  }
}
