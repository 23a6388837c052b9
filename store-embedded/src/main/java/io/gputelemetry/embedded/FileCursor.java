package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.IndexEntry;
import java.io.IOException;

/** Rows of one series from a sealed file, one chunk after another. */
final class FileCursor extends RowCursor {
  private final OpenFile file;
  private final ScanPlan.Window window;
  private final boolean descending;
  private Columns buffer = new Columns(0);
  private int chunk = -1;

  FileCursor(OpenFile file, ScanPlan.Window window, boolean descending) {
    super(window.rank(), descending);
    this.file = file;
    this.window = window;
    this.descending = descending;
  }

  /** Stands on its first row; false if the file has none in the window. */
  boolean open() throws IOException {
    chunk =
        descending
            ? file.reader().lastBeginningAtOrBefore(window.series(), window.to() - 1)
            : file.reader().firstEndingAtOrAfter(window.series(), window.from());
    return chunk >= 0 && read();
  }

  @Override
  boolean load() throws IOException {
    chunk += descending ? -1 : 1;
    return chunk >= 0 && chunk < file.reader().chunks() && read();
  }

  private boolean read() throws IOException {
    IndexEntry entry = file.reader().entry(chunk);
    boolean outside =
        entry.series() != window.series()
            || entry.firstTime() >= window.to()
            || entry.lastTime() < window.from();
    if (outside) {
      return false;
    }
    if (buffer.times.length < entry.count()) {
      buffer = new Columns(entry.count());
    }
    file.reader().read(entry, buffer);
    if (!begin(buffer, window.from(), window.to())) {
      return load();
    }
    file.reader().readIngests(buffer, first(), end());
    return true;
  }

  OpenFile file() {
    return file;
  }
}
