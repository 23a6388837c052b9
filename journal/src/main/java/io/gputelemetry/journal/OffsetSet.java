package io.gputelemetry.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A set of offsets that fills up from below: a watermark (everything below it is in) and the
 * sorted, disjoint ranges above it. It is what a group has acknowledged, what a sequence has
 * completed and which of a producer's batches are in the log. Not thread-safe.
 *
 * <p>On disk, big-endian: watermark 8 | number of ranges 4 | for each range: from 8 | to 8. The
 * numbers after the count increase strictly and begin above the watermark, so that a set has
 * exactly one form.
 */
public final class OffsetSet {
  private static final int FIXED_BYTES = Long.BYTES + Integer.BYTES;
  private static final int RANGE_BYTES = 2 * Long.BYTES;
  private static final long[] NONE = {};

  /*
   * The ranges are one strictly increasing sequence of bounds: from, to, from, to... An offset is
   * in if the number of bounds at or below it is odd. With the watermark at 3:
   *
   *   offsets in:  0 1 2 . . 5 6 . 8        bounds[head..tail) = 5 7 8 9
   *
   * Adding to the low end only moves `head`, so a window that slides costs nothing.
   */
  private long watermark;
  private long[] bounds = NONE;
  private int head;
  private int tail;
  private long above;

  /** Offsets from {@code from}, inclusive, to {@code to}, exclusive. */
  public record Range(long from, long to) {
    public Range {
      if (from < 0 || to <= from) {
        throw new IllegalArgumentException("no range: " + from + " to " + to);
      }
    }
  }

  /** Everything below {@code watermark}, nothing above. */
  public OffsetSet(long watermark) {
    if (watermark < 0) {
      throw new IllegalArgumentException("watermark must not be negative: " + watermark);
    }
    this.watermark = watermark;
  }

  /**
   * Adds {@code [from, to)}; returns how many of them were not in yet. An empty range adds nothing.
   */
  public long add(long from, long to) {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("no range: " + from + " to " + to);
    }
    if (to <= watermark || from == to) {
      return 0;
    }
    return from <= watermark ? raise(to) : insert(from, to);
  }

  /** Whether the offset is in. */
  public boolean contains(long offset) {
    return offset < watermark || isEnd(atOrBelow(offset));
  }

  /** Everything below is in, and this one is not. */
  public long watermark() {
    return watermark;
  }

  /** The first offset at or above {@code offset} that is not in. */
  public long nextAbsent(long offset) {
    if (offset < watermark) {
      return watermark;
    }
    int index = atOrBelow(offset);
    return isEnd(index) ? bounds[index] : offset;
  }

  /** The first offset above {@code offset} that is in, or {@code Long.MAX_VALUE}. */
  public long nextPresent(long offset) {
    if (offset == Long.MAX_VALUE) {
      return offset;
    }
    long next = offset + 1;
    if (next < watermark) {
      return next;
    }
    int index = atOrBelow(next);
    if (isEnd(index)) {
      return next;
    }
    return index < tail ? bounds[index] : Long.MAX_VALUE;
  }

  /** The ranges above the watermark, ascending. */
  public List<Range> ranges() {
    List<Range> ranges = new ArrayList<>((tail - head) / 2);
    for (int index = head; index < tail; index += 2) {
      ranges.add(new Range(bounds[index], bounds[index + 1]));
    }
    return List.copyOf(ranges);
  }

  /** How many offsets above the watermark are in. */
  public long countAbove() {
    return above;
  }

  /** Bytes that {@link #encode} writes. */
  public int encodedBytes() {
    return FIXED_BYTES + (tail - head) * Long.BYTES;
  }

  /** Writes the one form that is used everywhere on disk. */
  public void encode(ByteBuffer target) {
    target.putLong(watermark).putInt((tail - head) / 2);
    for (int index = head; index < tail; index++) {
      target.putLong(bounds[index]);
    }
  }

  /**
   * Reads what {@link #encode} wrote, and leaves the source behind it; IllegalArgumentException for
   * anything else.
   */
  public static OffsetSet decode(ByteBuffer source) {
    if (source.remaining() < FIXED_BYTES) {
      throw new IllegalArgumentException("offset set cut off after " + source.remaining());
    }
    OffsetSet set = new OffsetSet(source.getLong());
    int count = source.getInt();
    if (count < 0 || count > source.remaining() / RANGE_BYTES) {
      throw new IllegalArgumentException(count + " ranges in " + source.remaining() + " bytes");
    }
    set.bounds = new long[2 * count];
    set.tail = 2 * count;
    long previous = set.watermark;
    for (int index = 0; index < set.tail; index++) {
      long bound = source.getLong();
      if (bound <= previous) {
        throw new IllegalArgumentException("bound " + bound + " does not follow " + previous);
      }
      set.bounds[index] = bound;
      set.above += isEnd(0, index) ? bound - previous : 0;
      previous = bound;
    }
    return set;
  }

  @Override
  public String toString() {
    return "below " + watermark + " and " + ranges();
  }

  /** Moves the watermark to {@code to}, and on over a range that begins there or before. */
  private long raise(long to) {
    int index = atOrBelow(to);
    long end = isEnd(index) ? bounds[index] : to;
    int next = isEnd(index) ? index + 1 : index;
    long absorbed = present(head, next);
    long added = end - watermark - absorbed;
    above -= absorbed;
    watermark = end;
    head = next;
    if (head == tail) {
      head = 0;
      tail = 0;
    }
    return added;
  }

  /** Adds a range above the watermark, merging what it overlaps or touches. */
  private long insert(long from, long to) {
    int first = below(from);
    int last = atOrBelow(to);
    boolean joinsFirst = isEnd(first);
    boolean joinsLast = isEnd(last);
    long start = joinsFirst ? bounds[first - 1] : from;
    long end = joinsLast ? bounds[last] : to;
    long known = present(joinsFirst ? first - 1 : first, joinsLast ? last + 1 : last);
    long added = end - start - known;
    int size = (joinsFirst ? 0 : 1) + (joinsLast ? 0 : 1);
    int at = replace(first, last, size);
    if (!joinsFirst) {
      bounds[at] = from;
    }
    if (!joinsLast) {
      bounds[at + size - 1] = to;
    }
    above += added;
    return added;
  }

  /** How many offsets the ranges in this slice of the bounds hold. */
  private long present(int first, int last) {
    long count = 0;
    for (int index = first; index < last; index += 2) {
      count += bounds[index + 1] - bounds[index];
    }
    return count;
  }

  /** Makes room for {@code size} bounds in place of a slice; returns where the room begins. */
  private int replace(int first, int last, int size) {
    int growth = size - (last - first);
    int moved = tail + growth <= bounds.length ? 0 : moveToFront(growth);
    int at = first - moved;
    int behind = last - moved;
    System.arraycopy(bounds, behind, bounds, at + size, tail - behind);
    tail += growth;
    return at;
  }

  /** Drops the room before the head, and grows if that is not much; returns by how far it moved. */
  private int moveToFront(int growth) {
    int moved = head;
    int used = tail - head;
    long[] target = used + growth > bounds.length / 2 ? new long[2 * used + 8] : bounds;
    System.arraycopy(bounds, head, target, 0, used);
    bounds = target;
    head = 0;
    tail = used;
    return moved;
  }

  private boolean isEnd(int index) {
    return isEnd(head, index);
  }

  private static boolean isEnd(int head, int index) {
    return (index - head & 1) == 1;
  }

  /** Index behind the last bound that is at or below the value. */
  private int atOrBelow(long value) {
    return value == Long.MAX_VALUE ? tail : below(value + 1);
  }

  /** Index behind the last bound that is below the value. */
  private int below(long value) {
    int index = Arrays.binarySearch(bounds, head, tail, value);
    return index >= 0 ? index : -index - 1;
  }
}
