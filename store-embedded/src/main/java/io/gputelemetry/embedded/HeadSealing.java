package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a head into sealed files, one for each window. The last one alone says that the log is
 * sealed: if the process ends before it, the log is replayed and its rows are found to be there.
 */
final class HeadSealing {
  private final Head head;
  private final Windows windows;
  private final long nowMicros;
  private final Columns buffer = new Columns(SealedWriter.MAX_ROWS);

  HeadSealing(Head head, Windows windows, long nowMicros) {
    this.head = head;
    this.windows = windows;
    this.nowMicros = nowMicros;
  }

  /** Makes the file of a window, whose ordinal is the next one. */
  interface Begin {
    SealedWriter begin() throws IOException;
  }

  /**
   * Writes the files, in the order of their windows.
   *
   * @param logBefore everything in the log below this offset was sealed before
   * @param logEnd everything below this offset is sealed then
   */
  List<SealedFile> write(Begin files, long logBefore, long logEnd) throws IOException {
    List<Windows.Window> cut = new ArrayList<>(cut().values());
    List<SealedFile> written = new ArrayList<>();
    for (int i = 0; i < cut.size(); i++) {
      try (SealedWriter writer = files.begin()) {
        int[] turns = cut.size() == 1 ? allTurns() : turnsOf(cut.get(i));
        write(cut.get(i), writer, turns);
        addTurns(writer, turns);
        boolean last = i == cut.size() - 1;
        written.add(writer.finish(last ? logEnd : logBefore).publish());
      }
    }
    return written;
  }

  /** The windows in which the head has rows. */
  private SortedMap<Long, Windows.Window> cut() {
    SortedMap<Long, Windows.Window> cut = new TreeMap<>();
    Windows.Window[] recent = {windows.of(0, nowMicros)};
    forEachColumn((series, column) -> {
      for (int row = 0; row < column.size(); row = behind(column, recent[0])) {
        long time = column.time(row);
        if (time < recent[0].first() || time > recent[0].last()) {
          recent[0] = windows.of(time, nowMicros);
        }
        cut.putIfAbsent(recent[0].first(), recent[0]);
      }
    });
    return cut;
  }

  /** The first row behind a window. */
  private static int behind(HeadColumn column, Windows.Window window) {
    return window.last() == Long.MAX_VALUE ? column.size() : column.place(window.last() + 1);
  }

  private int[] allTurns() {
    return IntStream.range(0, head.turns()).toArray();
  }

  /** The head's turns that the window needs, each with its number in the file, others with -1. */
  private int[] turnsOf(Windows.Window window) {
    int[] turns = new int[head.turns()];
    Arrays.fill(turns, -1);
    forEachColumn((series, column) -> {
      int end = behind(column, window);
      for (int row = column.place(window.first()); row < end; row++) {
        turns[column.turn(row)] = 0;
      }
    });
    int next = 0;
    for (int i = 0; i < turns.length; i++) {
      if (turns[i] == 0) {
        turns[i] = next++;
      }
    }
    return turns;
  }

  private void write(Windows.Window window, SealedWriter writer, int[] turns) throws IOException {
    for (int series = 0; series < head.capacity(); series++) {
      HeadColumn column = head.columnIfAny(series);
      if (column != null) {
        int end = behind(column, window);
        for (int from = column.place(window.first()); from < end; from += SealedWriter.MAX_ROWS) {
          head.copy(column, from, Math.min(SealedWriter.MAX_ROWS, end - from), buffer);
          for (int i = 0; i < buffer.size; i++) {
            buffer.turns[i] = turns[buffer.turns[i]];
          }
          writer.add(series, buffer);
        }
      }
    }
  }

  private void addTurns(SealedWriter writer, int[] turns) throws IOException {
    for (int i = 0; i < turns.length; i++) {
      if (turns[i] >= 0) {
        writer.addTurn(head.ingestedAt(i));
      }
    }
  }

  private interface ForColumn {
    void accept(int series, HeadColumn column);
  }

  private void forEachColumn(ForColumn action) {
    for (int series = 0; series < head.capacity(); series++) {
      @Nullable HeadColumn column = head.columnIfAny(series);
      if (column != null && column.size() > 0) {
        action.accept(series, column);
      }
    }
  }
}
