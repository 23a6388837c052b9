package io.gputelemetry.embedded;

import io.gputelemetry.embedded.catalog.Catalog;
import io.gputelemetry.embedded.log.NumberedRows;
import io.gputelemetry.embedded.log.WriteAheadLog;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.journal.Disk;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * Everything the owner thread works on, opened in the order in which one thing relies on another:
 * the catalog, the sealed files that refer to it, and the log of what is not sealed.
 */
record StoreFiles(
    Contents contents,
    KeyCheck keyCheck,
    Sealer sealer,
    Retention retention,
    HeadWriter writer,
    Compactor compactor,
    WriteAheadLog log) {

  /**
   * Opens them.
   *
   * @param executor merges files, beside the owner thread
   */
  static StoreFiles open(Disk disk, Windows windows, Executor executor) throws IOException {
    Catalog catalog = Catalog.open(disk.directory("catalog"));
    try {
      return open(disk, new Contents(catalog), windows, executor);
    } catch (IOException | RuntimeException e) {
      closeAfter(e, catalog);
      throw e;
    }
  }

  private static StoreFiles open(Disk disk, Contents contents, Windows windows, Executor executor)
      throws IOException {
    Disk sealedDisk = disk.directory("sealed");
    Quarantine quarantine = new Quarantine(sealedDisk, contents);
    KeyCheck keyCheck = new KeyCheck(quarantine);
    Sealer sealer = new Sealer(sealedDisk, windows, contents, quarantine);
    sealer.open();
    Retention retention = new Retention(sealedDisk, contents, keyCheck);
    HeadWriter writer = new HeadWriter(contents, keyCheck);
    Compactor compactor =
        new Compactor(
            sealedDisk,
            contents,
            sealer,
            quarantine,
            keyCheck,
            new CompactionPlan(windows),
            executor);
    Disk logDisk = disk.directory("wal");
    contents.table.reserve(contents.catalog.seriesCount());
    WriteAheadLog log =
        WriteAheadLog.open(
            logDisk, sealer.logEnd(), new Replay(logDisk.location(), contents, writer, retention));
    StoreFiles files =
        new StoreFiles(contents, keyCheck, sealer, retention, writer, compactor, log);
    files.publishBytes();
    contents.duplicates = 0;
    contents.conflicts = 0;
    return files;
  }

  private static void closeAfter(Exception failure, AutoCloseable opened) {
    try {
      opened.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** Lets readers know the size of the journals, which only the owner thread may ask. */
  void publishBytes() {
    contents.journalBytes = log.bytes() + contents.catalog.bytes();
  }

  void close() throws IOException {
    keyCheck.close();
    for (SealedFile file : contents.files) {
      file.close();
    }
    log.close();
    contents.catalog.close();
  }

  private record Replay(String location, Contents contents, HeadWriter writer, Retention retention)
      implements WriteAheadLog.Replayed {

    @Override
    public void rows(NumberedRows rows, long ingestedAtMicros) throws IOException {
      for (int row = 0; row < rows.size(); row++) {
        if (rows.series(row) >= contents.catalog.seriesCount()
            || rows.description(row) >= contents.catalog.descriptionCount()) {
          throw Sealer.unknownSeries(location);
        }
      }
      writer.write(rows, ingestedAtMicros);
    }

    @Override
    public void expiry(long olderThanMicros) throws IOException {
      retention.replay(olderThanMicros);
    }
  }
}
