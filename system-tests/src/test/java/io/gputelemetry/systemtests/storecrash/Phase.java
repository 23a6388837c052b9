package io.gputelemetry.systemtests.storecrash;

/** What the store can be doing with its disk when its process is killed. */
enum Phase {
  /** It reads catalog and sealed files at the start, and removes what a crash left. */
  OPENING(30),
  /** It reads, and cuts, its log at the start. */
  REPLAY(4),
  /** It writes or syncs the catalog. */
  CATALOG(6),
  /** It writes rows to the log. */
  LOG_WRITE(60),
  /** It syncs the log. */
  LOG_SYNC(60),
  /** It makes, writes or syncs a sealed file. */
  SEAL_WRITE(50),
  /** It gives a sealed file its name, and syncs the directory. */
  SEAL_RENAME(16),
  /** Everything is sealed; it begins another log and removes the one before. */
  LOG_DROP(20),
  /** Beside its owner it writes a file of several. */
  MERGE_WRITE(10),
  /** It gives such a file its name, and syncs the directory. */
  MERGE_RENAME(5),
  /** It removes the files that were merged. */
  MERGE_DELETE(8),
  /** It notes an expiry in the log. */
  EXPIRY_NOTE(5),
  /** It removes files that are too old. */
  EXPIRY_DELETE(6);

  private final int often;

  Phase(int often) {
    this.often = often;
  }

  /** About how many calls of it a writer makes in the time that it is given. */
  int often() {
    return often;
  }

  /** Whether it comes before the store is open. */
  boolean isOpening() {
    return this == OPENING || this == REPLAY;
  }
}
