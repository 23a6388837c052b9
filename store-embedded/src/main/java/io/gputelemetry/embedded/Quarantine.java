package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.journal.Disk;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes damaged sealed files out of the store: they are renamed, counted, and their rows are
 * missing from then on, so that a row that comes again is stored once. Used by the owner thread
 * only.
 */
final class Quarantine {
  private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);

  private final Disk disk;
  private final Contents contents;

  Quarantine(Disk disk, Contents contents) {
    this.disk = disk;
    this.contents = contents;
  }

  /** Sets aside a file that is not part of the contents. */
  void setAside(String name, DamagedFileException damage) throws IOException {
    LOG.error("set aside as {}.damaged, its rows are missing: {}", name, damage.getMessage());
    SealedFile.setAside(disk, name);
    contents.damaged++;
  }

  /** Sets aside a file of the contents; readers that have it open go on with it. */
  void takeOut(SealedFile file, DamagedFileException damage) throws IOException {
    setAside(file.name(), damage);
    List<SealedFile> kept =
        contents.files.stream().filter(each -> each.ordinal() != file.ordinal()).toList();
    SeriesTable table = SeriesTable.of(kept, contents.catalog.seriesCount());
    contents.change(() -> {
      contents.files = kept;
      contents.head.addTo(table);
      contents.table = table;
    });
    file.close();
  }
}
