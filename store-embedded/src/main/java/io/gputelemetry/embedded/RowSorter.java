package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import java.io.IOException;
import java.util.stream.IntStream;

/** Collects the rows of one series from several places and gives them out in order of time. */
final class RowSorter {
  private Columns rows = new Columns(1024);
  private boolean sorted = true;

  /** Adds rows, whose turns are counted from this one on. */
  void add(Columns more, int firstTurn) {
    if (rows.size + more.size > rows.times.length) {
      Columns larger = new Columns(Math.max(rows.times.length * 2, rows.size + more.size));
      larger.copy(rows, 0, 0, rows.size);
      larger.size = rows.size;
      rows = larger;
    }
    sorted &= rows.size == 0 || rows.times[rows.size - 1] < more.times[0];
    rows.copy(more, 0, rows.size, more.size);
    for (int i = 0; i < more.size; i++) {
      rows.turns[rows.size + i] += firstTurn;
    }
    rows.size += more.size;
  }

  /** Takes a chunk that was filled. */
  interface Use {
    void use() throws IOException;
  }

  /** Gives out all rows in order, up to so many at once, and is empty then. */
  void forEachChunk(int max, Columns target, Use use) throws IOException {
    int[] order = sorted ? new int[0] : order();
    for (int from = 0; from < rows.size; from += max) {
      target.size = Math.min(max, rows.size - from);
      if (sorted) {
        target.copy(rows, from, 0, target.size);
      } else {
        for (int i = 0; i < target.size; i++) {
          target.copy(rows, order[from + i], i, 1);
        }
      }
      use.use();
    }
    rows.size = 0;
    sorted = true;
  }

  private int[] order() {
    return IntStream.range(0, rows.size)
        .boxed()
        .sorted((a, b) -> Long.compare(rows.times[a], rows.times[b]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
