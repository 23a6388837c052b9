package io.gputelemetry.embedded.check;

import io.gputelemetry.embedded.catalog.CatalogCount;
import io.gputelemetry.embedded.log.NumberedRows;
import io.gputelemetry.embedded.log.RowsCodec;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedWriter;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskFile;
import io.gputelemetry.journal.JournalBatches;
import io.gputelemetry.journal.JournalCheck;
import io.gputelemetry.telemetry.BatchFormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks every byte of a store that counts: the two journals, and in each sealed file header,
 * footer, index and chunks, and whether they agree with each other and with the catalog. Memory
 * does not depend on the size of the store. The directory must be locked by the caller.
 */
public final class StoreCheck {
  private static final String CATALOG = "catalog";
  private static final String LOG = "wal";
  static final String SEALED = "sealed";

  /** The directories of a store, at least one of which is there however damaged it is. */
  public static final List<String> DIRECTORIES = List.of(CATALOG, LOG, SEALED);

  private final Disk disk;
  private final CheckListener listener;
  private long damages;
  private long setAside;
  private long logBatches;
  private CatalogCount catalog = new CatalogCount(0, 0, Optional.empty());

  private StoreCheck(Disk disk, CheckListener listener) {
    this.disk = disk;
    this.listener = listener;
  }

  /**
   * Checks the store in a directory.
   *
   * @throws IOException if a newer version wrote a journal, or reading fails
   */
  public static CheckTotals check(Disk disk, CheckListener listener) throws IOException {
    return new StoreCheck(disk, listener).check();
  }

  private CheckTotals check() throws IOException {
    List<String> directories = disk.directories();
    if (directories.contains(CATALOG)) {
      journal(CATALOG);
      catalog = CatalogCount.read(disk.directory(CATALOG));
      catalog.problem().ifPresent(what -> found(Finding.damage(CATALOG, what)));
    }
    SealedFileCheck files = new SealedFileCheck(catalog, this::found);
    if (directories.contains(SEALED)) {
      sealed(disk.directory(SEALED), files);
    }
    long logEnd = 0;
    if (directories.contains(LOG)) {
      journal(LOG);
      logEnd = JournalBatches.read(disk.directory(LOG), this::logBatch);
    }
    requireLog(logEnd, files.logEnd());
    return new CheckTotals(
        files.files(),
        files.chunks(),
        files.samples(),
        files.bytes(),
        logBatches,
        catalog.series(),
        damages,
        setAside);
  }

  private void found(Finding finding) {
    damages += finding.kind() == Finding.Kind.DAMAGE ? 1 : 0;
    setAside += finding.kind() == Finding.Kind.SET_ASIDE ? 1 : 0;
    listener.found(finding);
  }

  private void journal(String name) throws IOException {
    for (JournalCheck.FileState state : JournalCheck.check(disk.directory(name))) {
      String file = name + "/" + state.file();
      for (JournalCheck.Damage damage : state.damages()) {
        found(Finding.damage(file, damage.position(), damage.problem()));
      }
      if (state.tornBytes() > 0) {
        long position = state.bytes() - state.tornBytes();
        found(
            Finding.of(
                Finding.Kind.LEFT_OVER,
                file,
                "torn from byte " + position + " on; the next start cuts it"));
      }
    }
  }

  private void logBatch(Batch batch) {
    if (batch.isControl()) {
      return;
    }
    logBatches++;
    try {
      requireKnown(RowsCodec.decode(batch.body()), batch.baseOffset());
    } catch (BatchFormatException e) {
      found(
          Finding.damage(
              LOG, "the batch at offset " + batch.baseOffset() + " is none: " + e.getMessage()));
    }
  }

  private void requireKnown(NumberedRows rows, long offset) {
    for (int row = 0; row < rows.size(); row++) {
      if (rows.series(row) >= catalog.series() || rows.description(row) >= catalog.descriptions()) {
        found(
            Finding.damage(
                LOG,
                "the batch at offset %d refers to series %d, but the catalog has %d"
                    .formatted(offset, rows.series(row), catalog.series())));
        return;
      }
    }
  }

  private void requireLog(long logEnd, long sealedEnd) {
    if (logEnd < sealedEnd) {
      found(
          Finding.damage(
              LOG,
              "ends at offset %d, but sealed files were written from it up to %d: the log was lost or replaced"
                  .formatted(logEnd, sealedEnd)));
    }
  }

  private void sealed(Disk sealed, SealedFileCheck check) throws IOException {
    List<String> names = new ArrayList<>();
    long allBytes = 0;
    for (String name : sealed.list()) {
      String file = SEALED + "/" + name;
      if (SealedFile.isSealed(name)) {
        names.add(name);
        allBytes += size(sealed, name);
      } else if (SealedFile.isSetAside(name)) {
        found(Finding.of(Finding.Kind.SET_ASIDE, file, "set aside by a start; restore it"));
      } else if (name.endsWith(SealedWriter.UNFINISHED)) {
        found(Finding.of(Finding.Kind.LEFT_OVER, file, "unfinished; the next start removes it"));
      }
    }
    for (String name : names) {
      long all = allBytes;
      check.check(sealed, name, SEALED + "/" + name, done -> listener.checked(done, all));
    }
  }

  private static long size(Disk sealed, String name) throws IOException {
    try (DiskFile file = sealed.openForReading(name)) {
      return file.size();
    }
  }
}
