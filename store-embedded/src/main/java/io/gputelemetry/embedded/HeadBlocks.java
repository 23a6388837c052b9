package io.gputelemetry.embedded;

import java.util.Arrays;

/**
 * The memory of the head: blocks of a few rows each, cut from large slabs and used again when the
 * head was sealed, so that the collector has nothing to move. Blocks that are taken one after the
 * other lie behind each other: rows of series that always come in the same order are written from
 * front to back, however many series there are.
 *
 * <p>A row is three longs behind each other: event time, value, and turn with description.
 */
final class HeadBlocks {
  /** Rows of a block are this power of two. */
  static final int ROWS_SHIFT = 3;

  static final int ROWS = 1 << ROWS_SHIFT;
  static final int ROW_LONGS = 3;

  /** Heap that a block takes. */
  static final int BYTES = ROWS * ROW_LONGS * Long.BYTES;

  private static final int LONGS = ROWS * ROW_LONGS;
  private static final int SLAB_SHIFT = 10;
  private static final int SLAB_BLOCKS = 1 << SLAB_SHIFT;

  private long[][] slabs = new long[0][];
  private int next;
  private int[] free = new int[0];
  private int freeCount;

  /** The number of a block that nobody uses. */
  int take() {
    if (freeCount > 0) {
      return free[--freeCount];
    }
    if (next == slabs.length << SLAB_SHIFT) {
      slabs = Arrays.copyOf(slabs, slabs.length + 1);
      slabs[slabs.length - 1] = new long[SLAB_BLOCKS * LONGS];
    }
    return next++;
  }

  /** Takes a block back. */
  void free(int block) {
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, Math.max(SLAB_BLOCKS, freeCount * 2));
    }
    free[freeCount++] = block;
  }

  /** Takes all of them back. */
  void clear() {
    next = 0;
    freeCount = 0;
  }

  /** The memory in which a block lies. */
  long[] slab(int block) {
    return slabs[block >>> SLAB_SHIFT];
  }

  /** Where in its slab a block begins. */
  static int start(int block) {
    return (block & SLAB_BLOCKS - 1) * LONGS;
  }

  /** Heap taken by blocks in use. */
  long bytes() {
    return (long) (next - freeCount) * BYTES;
  }
}
