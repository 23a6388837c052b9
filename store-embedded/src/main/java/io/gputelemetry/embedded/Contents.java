package io.gputelemetry.embedded;

import io.gputelemetry.embedded.catalog.Catalog;
import io.gputelemetry.embedded.sealed.SealedFile;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * What the store holds. The owner thread alone changes it, inside {@link #change}; others look at
 * it inside {@link #look}, briefly. The list of files is itself never changed, only replaced, so a
 * reader may keep it.
 */
final class Contents {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

  final Catalog catalog;
  SeriesTable table = new SeriesTable();
  final Head head = new Head();
  List<SealedFile> files = List.of();
  long duplicates;
  long conflicts;
  long expired;
  OptionalLong expiredBefore = OptionalLong.empty();
  int damaged;

  final Identities identities = new Identities(this);

  volatile long journalBytes;

  Contents(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Runs with the contents held still; no file is read and no one is waited for inside. */
  <T> T look(Supplier<T> view) {
    lock.readLock().lock();
    try {
      return view.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Runs a change, alone. */
  void change(Change change) throws IOException {
    lock.writeLock().lock();
    try {
      change.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Gives numbers to what has none; inside a change. */
  void number(NumberedDictionary dictionary) {
    dictionary.complete(catalog);
    table.reserve(catalog.seriesCount());
  }

  /** Files that were set aside, and those in which something could not be read. */
  int damagedFiles() {
    return damaged + (int) files.stream().filter(SealedFile::isUnreadable).count();
  }

  /** Bytes on disk. */
  long bytes() {
    return journalBytes + files.stream().mapToLong(SealedFile::bytes).sum();
  }

  /** A change to the contents. */
  interface Change {
    void run() throws IOException;
  }
}
