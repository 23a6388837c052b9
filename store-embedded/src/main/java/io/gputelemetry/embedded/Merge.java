package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.SealedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a plan in order: a merge of its cursors by (event time, rank). A file is opened when
 * the merge comes to its time bounds and closed when nothing of it is left, so a page costs what it
 * shows.
 */
final class Merge implements AutoCloseable {
  private final ScanPlan plan;
  private final PriorityQueue<RowCursor> cursors;
  private final List<OpenFile> open = new ArrayList<>();
  private int nextFile;
  private @Nullable SealedFile reading;

  Merge(ScanPlan plan) {
    this.plan = plan;
    Comparator<RowCursor> order =
        Comparator.comparingLong(RowCursor::time).thenComparingInt(RowCursor::rank);
    cursors = new PriorityQueue<>(plan.descending() ? order.reversed() : order);
    cursors.addAll(plan.head());
  }

  /** The cursor that stands on the next row; null at the end. */
  @Nullable RowCursor top() throws IOException {
    while (nextFile < plan.files().size() && isDue(plan.files().get(nextFile))) {
      enter(plan.files().get(nextFile++));
    }
    return cursors.peek();
  }

  private boolean isDue(SealedFile file) {
    RowCursor top = cursors.peek();
    if (top == null) {
      return true;
    }
    return plan.descending() ? file.lastTime() >= top.time() : file.firstTime() <= top.time();
  }

  private void enter(SealedFile file) throws IOException {
    reading = file;
    OpenFile opened = new OpenFile(file);
    open.add(opened);
    for (ScanPlan.Window window : plan.windows()) {
      FileCursor cursor = new FileCursor(opened, window, plan.descending());
      if (cursor.open()) {
        opened.enter();
        cursors.add(cursor);
      }
    }
    opened.closeIfLeft();
  }

  /**
   * Leaves the row on top.
   *
   * @return false if rows that belong here were left out of the plan, so that a new one is needed
   */
  boolean next() throws IOException {
    RowCursor top = cursors.remove();
    if (top.next()) {
      cursors.add(top);
      return true;
    }
    if (top instanceof FileCursor cursor) {
      cursor.file().leave();
    }
    return !top.isCut();
  }

  /** The file that was opened last. */
  @Nullable SealedFile reading() {
    return reading;
  }

  @Override
  public void close() {
    for (OpenFile file : open) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
