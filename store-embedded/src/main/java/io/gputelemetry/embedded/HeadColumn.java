package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one series that are not sealed yet, ordered by event time, each time once. Rows that
 * come in order are appended to blocks; a late one is moved into its place. With the first one that
 * is very late the column moves to an array of its own, in which any number of rows is moved at
 * once: where one comes, others will.
 */
final class HeadColumn {
  /** What a column takes apart from its blocks: itself, their numbers, its place in the head. */
  static final int COLUMN_BYTES = 96;

  private static final int LONGS = HeadBlocks.ROW_LONGS;
  private static final int FIRST_BLOCKS = 4;
  private static final int IN_BLOCK = HeadBlocks.ROWS - 1;
  private static final int INT_BITS = 32;
  private static final long INT_MASK = 0xFFFF_FFFFL;

  /** A row is very late if it has to go before more than this. */
  private static final int FAR = 32;

  /** The distance of a row without a source time. */
  private static final long NONE = Long.MIN_VALUE;

  private final HeadBlocks memory;
  private int[] blocks = new int[FIRST_BLOCKS];

  /** All rows, instead of blocks, if some were very late. */
  private long @Nullable [] own;

  private int size;

  /** Event time less source time, while it is the same for all rows. */
  private long distance;

  /** Source times, once two rows differ in their distance. */
  private long @Nullable [] sources;

  HeadColumn(HeadBlocks memory) {
    this.memory = memory;
  }

  int size() {
    return size;
  }

  /** Place of the row with this time, or, if there is none, its place to be as {@code -place-1}. */
  int find(long time) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long at = time(middle);
      if (at == time) {
        return middle;
      }
      if (at < time) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  /** Place of the first row that is not older than this. */
  int place(long time) {
    int found = find(time);
    return found < 0 ? -found - 1 : found;
  }

  long time(int row) {
    return get(row, 0);
  }

  /** Raw bits of a value. */
  long bits(int row) {
    return get(row, 1);
  }

  int turn(int row) {
    return (int) (get(row, 2) >>> INT_BITS);
  }

  private long get(int row, int part) {
    if (own != null) {
      return own[row * LONGS + part];
    }
    int block = blocks[row >> HeadBlocks.ROWS_SHIFT];
    return memory.slab(block)[place(block, row) + part];
  }

  private static int place(int block, int row) {
    return HeadBlocks.start(block) + (row & IN_BLOCK) * LONGS;
  }

  private int description(int row) {
    return (int) get(row, 2);
  }

  private long source(int row, long time) {
    if (sources != null) {
      return sources[row];
    }
    return distance == NONE ? SampleBatch.NO_SOURCE_TIME : time - distance;
  }

  /**
   * Puts a row into its place.
   *
   * @return the bytes by which the column has grown, apart from its blocks
   */
  int insert(int at, long time, long source, long valueBits, int turn, int description) {
    int grown = noteSource(at, time, source);
    if (own == null && size - at > FAR) {
      grown += moveOut();
    }
    long turnAndDescription = ((long) turn << INT_BITS) | (description & INT_MASK);
    if (own == null) {
      grown += (size & IN_BLOCK) == 0 ? addBlock() : 0;
      makeRoom(at);
      int block = blocks[at >> HeadBlocks.ROWS_SHIFT];
      write(memory.slab(block), place(block, at), time, valueBits, turnAndDescription);
    } else {
      long[] rows = withRoom(own);
      grown += (rows.length - own.length) * Long.BYTES;
      own = rows;
      int place = at * LONGS;
      System.arraycopy(rows, place, rows, place + LONGS, size * LONGS - place);
      write(rows, place, time, valueBits, turnAndDescription);
    }
    size++;
    return grown;
  }

  private static void write(
      long[] rows, int place, long time, long valueBits, long turnAndDescription) {
    rows[place] = time;
    rows[place + 1] = valueBits;
    rows[place + 2] = turnAndDescription;
  }

  /** Moves from blocks to an array. */
  private int moveOut() {
    long[] rows = new long[(size + FAR) * LONGS];
    for (int row = 0; row < size; row++) {
      int block = blocks[row >> HeadBlocks.ROWS_SHIFT];
      System.arraycopy(memory.slab(block), place(block, row), rows, row * LONGS, LONGS);
    }
    freeBlocks(0, blockCount(size));
    own = rows;
    return rows.length * Long.BYTES;
  }

  private long[] withRoom(long[] rows) {
    return size * LONGS < rows.length ? rows : Arrays.copyOf(rows, (size + (size >> 1)) * LONGS);
  }

  /** Moves the rows from this place on, block by block from behind. */
  private void makeRoom(int at) {
    int row = size;
    while (row > at) {
      if ((row & IN_BLOCK) == 0) {
        copyRow(row - 1, row);
        row--;
      } else {
        int from = Math.max(at, row & ~IN_BLOCK);
        int block = blocks[row >> HeadBlocks.ROWS_SHIFT];
        long[] slab = memory.slab(block);
        int place = place(block, from);
        System.arraycopy(slab, place, slab, place + LONGS, (row - from) * LONGS);
        row = from;
      }
    }
  }

  private int addBlock() {
    int count = size >> HeadBlocks.ROWS_SHIFT;
    int grown = 0;
    if (count == blocks.length) {
      blocks = Arrays.copyOf(blocks, count * 2);
      grown = count * Integer.BYTES;
    }
    blocks[count] = memory.take();
    return grown;
  }

  private void copyRow(int from, int to) {
    int source = blocks[from >> HeadBlocks.ROWS_SHIFT];
    int target = blocks[to >> HeadBlocks.ROWS_SHIFT];
    System.arraycopy(
        memory.slab(source), place(source, from), memory.slab(target), place(target, to), LONGS);
  }

  private int noteSource(int at, long time, long source) {
    boolean none = source == SampleBatch.NO_SOURCE_TIME;
    long rowDistance = none ? NONE : time - source;
    if (sources == null && (none || rowDistance != NONE)) {
      if (size == 0) {
        distance = rowDistance;
      }
      if (distance == rowDistance) {
        return 0;
      }
    }
    int grown = 0;
    if (sources == null) {
      sources = sourcesSoFar();
      grown = sources.length * Long.BYTES;
    } else if (size == sources.length) {
      sources = Arrays.copyOf(sources, size * 2);
      grown = size * Long.BYTES;
    }
    System.arraycopy(sources, at, sources, at + 1, size - at);
    sources[at] = source;
    return grown;
  }

  private long[] sourcesSoFar() {
    long[] known = new long[size + HeadBlocks.ROWS];
    for (int row = 0; row < size; row++) {
      known[row] = source(row, time(row));
    }
    return known;
  }

  /** Removes the rows that are older than this; returns how many there were. */
  int dropBefore(long time) {
    int count = place(time);
    if (count > 0) {
      drop(count);
      if (sources != null) {
        System.arraycopy(sources, count, sources, 0, size - count);
      }
      size -= count;
    }
    return count;
  }

  private void drop(int count) {
    if (own != null) {
      System.arraycopy(own, count * LONGS, own, 0, (size - count) * LONGS);
      return;
    }
    for (int row = count; row < size; row++) {
      copyRow(row, row - count);
    }
    freeBlocks(blockCount(size - count), blockCount(size));
  }

  private void freeBlocks(int from, int to) {
    for (int block = from; block < to; block++) {
      memory.free(blocks[block]);
    }
  }

  private static int blockCount(int rows) {
    return (rows + IN_BLOCK) >> HeadBlocks.ROWS_SHIFT;
  }

  /**
   * Forgets all rows; the blocks are taken back by their owner.
   *
   * @return the bytes that it keeps
   */
  int clear() {
    size = 0;
    sources = null;
    own = null;
    return COLUMN_BYTES + (blocks.length - FIRST_BLOCKS) * Integer.BYTES;
  }

  /** Counts all rows; {@code ingests} gives the time of each turn. */
  void addTo(SeriesTable table, int series, long[] ingests) {
    for (int row = 0; row < size; row++) {
      table.add(series, time(row), description(row));
    }
    if (size > 0) {
      int last = size - 1;
      table.setLast(series, time(last), bits(last), source(last, time(last)), ingests[turn(last)]);
    }
  }

  /** Copies rows; {@code ingests} gives the time of each turn. */
  void copy(int from, int count, long[] ingests, Columns target) {
    int end = from + count;
    if (own != null) {
      copyRows(own, from * LONGS, count, target, 0);
    }
    for (int row = from; row < end && own == null; ) {
      int block = blocks[row >> HeadBlocks.ROWS_SHIFT];
      int blockEnd = Math.min(end, (row | IN_BLOCK) + 1);
      copyRows(memory.slab(block), place(block, row), blockEnd - row, target, row - from);
      row = blockEnd;
    }
    for (int i = 0; i < count; i++) {
      target.sources[i] = source(from + i, target.times[i]);
      target.ingests[i] = ingests[target.turns[i]];
    }
    target.size = count;
  }

  private static void copyRows(long[] slab, int place, int count, Columns target, int at) {
    int next = place;
    for (int i = at; i < at + count; i++) {
      target.times[i] = slab[next];
      target.values[i] = Double.longBitsToDouble(slab[next + 1]);
      target.turns[i] = (int) (slab[next + 2] >>> INT_BITS);
      target.descriptions[i] = (int) slab[next + 2];
      next += LONGS;
    }
  }
}
