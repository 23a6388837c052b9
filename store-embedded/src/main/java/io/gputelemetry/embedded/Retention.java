package io.gputelemetry.embedded;

import io.gputelemetry.embedded.log.WriteAheadLog;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.store.StoreStats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Drops sealed files that are too old. The log may still hold repeats of their rows, which a replay
 * would take for new ones; so the log is told, and rows as old as those leave the head too, now and
 * at the same place of a replay. Used by the owner thread only.
 */
final class Retention {
  private final Disk disk;
  private final Contents contents;
  private final KeyCheck keyCheck;

  Retention(Disk disk, Contents contents, KeyCheck keyCheck) {
    this.disk = disk;
    this.contents = contents;
    this.keyCheck = keyCheck;
  }

  /** Drops the files that hold nothing as new as this; returns how many rows went. */
  long expire(long olderThanMicros, WriteAheadLog log) throws IOException {
    List<SealedFile> kept = new ArrayList<>();
    List<SealedFile> dropped = new ArrayList<>();
    for (SealedFile file : contents.files) {
      (file.lastTime() < olderThanMicros ? dropped : kept).add(file);
    }
    if (dropped.isEmpty()) {
      return 0;
    }
    SeriesTable table = SeriesTable.of(kept, contents.catalog.seriesCount());
    log.appendExpiry(olderThanMicros);
    log.sync();
    long rowsBefore = contents.head.rows();
    change(olderThanMicros, kept, table);
    delete(dropped);
    long removed =
        rowsBefore - contents.head.rows() + dropped.stream().mapToLong(SealedFile::samples).sum();
    contents.change(() -> {
      contents.expired += removed;
      contents.expiredBefore =
          StoreStats.expiredBefore(contents.expiredBefore, removed, olderThanMicros);
    });
    return removed;
  }

  /** Does to the head what {@link #expire} did to it. */
  void replay(long olderThanMicros) throws IOException {
    change(
        olderThanMicros,
        contents.files,
        SeriesTable.of(contents.files, contents.catalog.seriesCount()));
  }

  private void change(long olderThanMicros, List<SealedFile> kept, SeriesTable table)
      throws IOException {
    contents.change(() -> {
      contents.files = List.copyOf(kept);
      contents.head.dropBefore(olderThanMicros);
      contents.head.addTo(table);
      contents.table = table;
    });
  }

  private void delete(List<SealedFile> dropped) throws IOException {
    for (SealedFile file : dropped) {
      keyCheck.forget(file);
      file.delete();
    }
    disk.sync();
  }
}
