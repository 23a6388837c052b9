package io.gputelemetry.embedded.check;

import io.gputelemetry.embedded.catalog.CatalogCount;
import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.IndexEntry;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedReader;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskFile;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Checks sealed files, one after the other, each against itself and the catalog. */
final class SealedFileCheck {
  private static final int CHUNKS_A_STEP = 256;

  private final CatalogCount catalog;
  private final Consumer<Finding> findings;
  private final ChunkCheck chunk;
  private String file = "";
  private long files;
  private long chunks;
  private long samples;
  private long bytes;
  private long logEnd;

  SealedFileCheck(CatalogCount catalog, Consumer<Finding> findings) {
    this.catalog = catalog;
    this.findings = findings;
    this.chunk = new ChunkCheck(catalog.descriptions());
  }

  /**
   * Checks a file.
   *
   * @param label what findings call it
   * @param progress told now and then how many bytes of all files are checked
   */
  void check(Disk disk, String name, String label, LongConsumer progress) throws IOException {
    file = label;
    files++;
    try {
      check(SealedFile.open(disk, name, entry -> {}), progress);
    } catch (DamagedFileException e) {
      found(problem(name, e));
    } catch (StoreException e) {
      found(problem(name, e));
    }
    try (DiskFile opened = disk.openForReading(name)) {
      bytes += opened.size();
    }
    progress.accept(bytes);
  }

  private void check(SealedFile sealed, LongConsumer progress) throws IOException {
    logEnd = Math.max(logEnd, sealed.logEnd());
    Extent extent = new Extent();
    try (SealedReader reader = sealed.read()) {
      Optional<IndexEntry> previous = Optional.empty();
      for (int number = 0; number < reader.chunks(); number++) {
        IndexEntry entry = reader.entry(number);
        requireNumbers(entry);
        previous.ifPresent(before -> requireBehind(before, entry));
        read(reader, entry);
        extent.add(entry);
        previous = Optional.of(entry);
        if (number % CHUNKS_A_STEP == 0) {
          progress.accept(bytes + entry.position());
        }
      }
    }
    requireFooter(sealed, extent);
  }

  private void requireNumbers(IndexEntry entry) {
    if (entry.series() < 0 || entry.series() >= catalog.series()) {
      found(entry, "series %d, but the catalog has %d".formatted(entry.series(), catalog.series()));
    }
  }

  private void requireBehind(IndexEntry before, IndexEntry entry) {
    boolean behind =
        entry.series() > before.series()
            || (entry.series() == before.series() && entry.firstTime() > before.lastTime());
    if (!behind) {
      found(
          entry,
          "series %d from %d on stands behind series %d up to %d"
              .formatted(entry.series(), entry.firstTime(), before.series(), before.lastTime()));
    }
  }

  private void read(SealedReader reader, IndexEntry entry) throws IOException {
    chunks++;
    samples += Math.max(entry.count(), 0);
    try {
      chunk.check(reader, entry).forEach(problem -> found(entry, problem));
    } catch (DamagedFileException e) {
      found(entry, "the chunk of " + entry.length() + " bytes fails the check");
    }
  }

  private void requireFooter(SealedFile sealed, Extent extent) {
    if (sealed.samples() != extent.samples
        || sealed.firstTime() != extent.firstTime
        || sealed.lastTime() != extent.lastTime) {
      found(
          "its footer says %d rows from %d to %d, its index %d from %d to %d"
              .formatted(
                  sealed.samples(),
                  sealed.firstTime(),
                  sealed.lastTime(),
                  extent.samples,
                  extent.firstTime,
                  extent.lastTime));
    }
  }

  private void found(IndexEntry entry, String problem) {
    findings.accept(Finding.damage(file, entry.position(), problem));
  }

  private void found(String problem) {
    findings.accept(Finding.damage(file, problem));
  }

  /** What stands behind the file's name. */
  private static String problem(String name, Exception e) {
    String message = String.valueOf(e.getMessage());
    int at = message.indexOf(name);
    return at < 0 ? message : message.substring(at + name.length()).replaceFirst("^[: ]+", "");
  }

  long files() {
    return files;
  }

  long chunks() {
    return chunks;
  }

  long samples() {
    return samples;
  }

  long bytes() {
    return bytes;
  }

  /** The highest end of the log that a file says it covers. */
  long logEnd() {
    return logEnd;
  }

  /** What the index entries of a file say together. */
  private static final class Extent {
    private long samples;
    private long firstTime = Long.MAX_VALUE;
    private long lastTime = Long.MIN_VALUE;

    void add(IndexEntry entry) {
      samples += entry.count();
      firstTime = Math.min(firstTime, entry.firstTime());
      lastTime = Math.max(lastTime, entry.lastTime());
    }
  }
}
