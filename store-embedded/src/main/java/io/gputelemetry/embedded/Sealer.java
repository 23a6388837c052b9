package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedWriter;
import io.gputelemetry.embedded.sealed.SeriesEntry;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealed files of a store: opens them at the start and writes the head into new ones. Used by
 * the owner thread only; readers see the result in the contents.
 */
final class Sealer {
  private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

  private final Disk disk;
  private final Windows windows;
  private final Contents contents;
  private final Quarantine quarantine;
  private final Set<Long> replaced = new HashSet<>();
  private long nextOrdinal = 1;

  Sealer(Disk disk, Windows windows, Contents contents, Quarantine quarantine) {
    this.disk = disk;
    this.windows = windows;
    this.contents = contents;
    this.quarantine = quarantine;
  }

  /**
   * Opens every sealed file, the newest first. Unfinished ones are removed, and those whose rows
   * are all in a newer one; damaged ones are set aside.
   *
   * @throws StoreException if a file is of an unknown version or refers to an unknown series
   */
  void open() throws IOException {
    List<SealedFile> files = new ArrayList<>();
    for (String name : disk.list().reversed()) {
      nextOrdinal = Math.max(nextOrdinal, SealedFile.ordinal(name) + 1);
      if (name.endsWith(SealedWriter.UNFINISHED)) {
        disk.delete(name);
      } else if (SealedFile.isSetAside(name)) {
        contents.damaged++;
      } else if (SealedFile.isSealed(name)) {
        open(name, files);
      }
    }
    contents.files = List.copyOf(files.reversed());
  }

  private void open(String name, List<SealedFile> files) throws IOException {
    if (replaced.contains(SealedFile.ordinal(name))) {
      disk.delete(name);
      return;
    }
    try {
      List<SeriesEntry> entries = new ArrayList<>();
      SealedFile file = SealedFile.open(disk, name, entries::add);
      entries.forEach(this::requireKnown);
      entries.forEach(contents.table::add);
      files.add(file);
      for (long ordinal : file.replaced()) {
        replaced.add(ordinal);
      }
    } catch (DamagedFileException e) {
      quarantine.setAside(name, e);
    }
  }

  private void requireKnown(SeriesEntry entry) {
    if (entry.series() >= contents.catalog.seriesCount()
        || entry.last().description() >= contents.catalog.descriptionCount()) {
      throw unknownSeries(disk.location());
    }
  }

  static StoreException unknownSeries(String location) {
    return new StoreException(
        "%s refers to series that the catalog does not have: the catalog was lost or replaced; restore it from a backup"
            .formatted(location),
        false);
  }

  /** Everything in the log below this offset is sealed; 0 if nothing is. */
  long logEnd() {
    return contents.files.stream().mapToLong(SealedFile::logEnd).max().orElse(0);
  }

  /**
   * Writes the head into new files and begins an empty head. The head stays readable meanwhile, and
   * is not copied.
   *
   * @param logEnd everything in the log below this offset is in the head or sealed
   */
  void seal(long logEnd, long nowMicros) throws IOException {
    HeadSealing sealing = new HeadSealing(contents.head, windows, nowMicros);
    List<SealedFile> written = sealing.write(this::begin, logEnd(), logEnd);
    List<SealedFile> files = new ArrayList<>(contents.files);
    files.addAll(written);
    contents.change(() -> {
      contents.files = List.copyOf(files);
      contents.head.clear();
      for (int series = 0; series < contents.table.capacity(); series++) {
        contents.table.seal(series);
      }
    });
    LOG.debug("sealed {}", written.stream().map(SealedFile::name).toList());
  }

  /** Begins the next file. */
  SealedWriter begin() throws IOException {
    return new SealedWriter(disk, nextOrdinal++);
  }
}
