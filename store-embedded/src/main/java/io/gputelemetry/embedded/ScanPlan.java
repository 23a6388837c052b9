package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.store.RowPosition;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.telemetry.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one page of a scan reads: the series with the window of each, the files, and copies of the
 * rows in the head. Made while the contents are held still, so it is a consistent view of them.
 *
 * @param series numbers of the GPU's series that are asked for, in their order; the place is the
 *     rank
 * @param windows of the series that can have rows
 * @param head cursors over the copies, none of them empty
 * @param files those that can have rows, in the order in which the scan comes to them
 */
@SuppressWarnings("ArrayRecordComponent")
record ScanPlan(
    int[] series,
    List<Window> windows,
    List<RowCursor> head,
    List<SealedFile> files,
    boolean descending) {

  /** Rows of a series that are copied from the head at once. */
  private static final int HEAD_ROWS = 1024;

  /** The rows [from, to) of a series. */
  record Window(int rank, int series, long from, long to) {}

  static ScanPlan of(Contents contents, ScanQuery query) {
    boolean descending = query.order() == ScanQuery.Order.DESC;
    int[] ids = contents.catalog.seriesByGpu().getOrDefault(query.uuid(), new int[0]);
    int[] wanted = new int[ids.length];
    int count = 0;
    List<Window> windows = new ArrayList<>();
    List<RowCursor> head = new ArrayList<>();
    for (int id : ids) {
      Series each = contents.catalog.series(id);
      if (query.metrics().isEmpty() || query.metrics().contains(each.metric())) {
        Window window = window(query, each, count, id);
        wanted[count++] = id;
        if (window.from < window.to) {
          windows.add(window);
          headCursor(contents.head, window, query).ifPresent(head::add);
        }
      }
    }
    return new ScanPlan(wanted, windows, head, files(contents, windows, descending), descending);
  }

  /** The query's window, without what is not behind its cursor. */
  private static Window window(ScanQuery query, Series series, int rank, int id) {
    long from = query.fromMicros();
    long to = query.toMicros();
    Optional<RowPosition> after = query.after();
    if (after.isPresent()) {
      long time = after.get().eventTimeMicros();
      long behind = time == Long.MAX_VALUE ? time : time + 1;
      int order = series.compareTo(after.get().series());
      if (query.order() == ScanQuery.Order.ASC) {
        from = Math.max(from, order > 0 ? time : behind);
      } else {
        to = Math.min(to, order < 0 ? behind : time);
      }
    }
    return new Window(rank, id, from, to);
  }

  private static Optional<RowCursor> headCursor(Head head, Window window, ScanQuery query) {
    int there = head.count(window.series, window.from, window.to);
    if (there == 0) {
      return Optional.empty();
    }
    boolean descending = query.order() == ScanQuery.Order.DESC;
    Columns copy = new Columns(Math.min(there, Math.min(HEAD_ROWS, query.limit())));
    int left = head.copy(window.series, window.from, window.to, descending, copy);
    RowCursor cursor = new RowCursor.OfHead(window.rank, descending, left > 0);
    cursor.begin(copy, window.from, window.to);
    return Optional.of(cursor);
  }

  private static List<SealedFile> files(
      Contents contents, List<Window> windows, boolean descending) {
    long from = windows.stream().mapToLong(Window::from).min().orElse(Long.MAX_VALUE);
    long to = windows.stream().mapToLong(Window::to).max().orElse(Long.MIN_VALUE);
    Comparator<SealedFile> order =
        descending
            ? Comparator.comparingLong(SealedFile::lastTime).reversed()
            : Comparator.comparingLong(SealedFile::firstTime);
    return contents.files.stream()
        .filter(file -> file.firstTime() < to && file.lastTime() >= from)
        .sorted(order)
        .toList();
  }
}
