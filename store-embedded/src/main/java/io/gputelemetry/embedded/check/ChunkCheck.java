package io.gputelemetry.embedded.check;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.IndexEntry;
import io.gputelemetry.embedded.sealed.SealedReader;
import io.gputelemetry.embedded.sealed.SealedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a chunk, and compares its rows with what its index entry says of them. */
final class ChunkCheck {
  /** What a sum may differ by, relative to the values: additions in another order round so. */
  private static final double ROUNDING = 1e-12;

  private final int descriptions;
  private final Columns buffer = new Columns(SealedWriter.MAX_ROWS);

  /**
   * For chunks of one store.
   *
   * @param descriptions that its catalog has
   */
  ChunkCheck(int descriptions) {
    this.descriptions = descriptions;
  }

  /**
   * What is wrong; nothing if it is whole.
   *
   * @throws DamagedFileException if it fails its own check
   */
  List<String> check(SealedReader reader, IndexEntry entry) throws IOException {
    if (entry.count() < 1 || entry.count() > SealedWriter.MAX_ROWS) {
      return List.of("a chunk of " + entry.count() + " rows");
    }
    try {
      reader.read(entry, buffer);
      reader.readIngests(buffer, 0, buffer.size);
    } catch (RuntimeException e) {
      // Whatever it is: a chunk that has its checksum and cannot be decoded was written wrongly.
      return List.of("the chunk has its checksum, but cannot be decoded (" + e + ")");
    }
    return compare(buffer, entry);
  }

  /** What is wrong with these rows if they are those of the entry. */
  List<String> compare(Columns rows, IndexEntry entry) {
    List<String> problems = new ArrayList<>();
    if (!isOrdered(rows)) {
      problems.add("the rows of the chunk are not ordered by time");
    }
    if (!areKnown(rows)) {
      problems.add("the chunk has descriptions that the catalog does not have");
    }
    int last = rows.size - 1;
    require(problems, rows.size == entry.count(), "number of rows");
    require(problems, rows.times[0] == entry.firstTime(), "first time");
    require(problems, rows.times[last] == entry.lastTime(), "last time");
    require(problems, rows.descriptions[last] == entry.lastDescription(), "last description");
    require(
        problems,
        Double.doubleToRawLongBits(rows.values[last])
            == Double.doubleToRawLongBits(entry.lastValue()),
        "last value");
    compareSummary(problems, rows, entry);
    return problems;
  }

  private static void compareSummary(List<String> problems, Columns rows, IndexEntry entry) {
    double min = rows.values[0];
    double max = min;
    double sum = 0;
    double size = 0;
    for (int i = 0; i < rows.size; i++) {
      double value = rows.values[i];
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      size += Math.abs(value);
    }
    require(problems, isSame(min, entry.min()), "minimum");
    require(problems, isSame(max, entry.max()), "maximum");
    boolean near = Math.abs(sum - entry.sum()) <= ROUNDING * size;
    require(problems, isSame(sum, entry.sum()) || near, "sum");
  }

  private static boolean isSame(double one, double other) {
    return one == other || (Double.isNaN(one) && Double.isNaN(other));
  }

  private static void require(List<String> problems, boolean right, String what) {
    if (!right) {
      problems.add("the index and the rows of the chunk differ in the " + what);
    }
  }

  private static boolean isOrdered(Columns rows) {
    for (int i = 1; i < rows.size; i++) {
      if (rows.times[i] <= rows.times[i - 1]) {
        return false;
      }
    }
    return true;
  }

  private boolean areKnown(Columns rows) {
    for (int i = 0; i < rows.size; i++) {
      if (rows.descriptions[i] < 0 || rows.descriptions[i] >= descriptions) {
        return false;
      }
    }
    return true;
  }
}
