package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.journal.OffsetSet.Range;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random operations against a plain bit set. */
class OffsetSetPropertyTest {
  private static final int SPACE = 400;

  @Test
  void set_randomAdds_equalsABitSet() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      BitSet model = new BitSet();
      int start = random.nextInt(20);
      model.set(0, start);
      OffsetSet set = new OffsetSet(start);
      int longest = 1 + random.nextInt(random.nextBoolean() ? 4 : 60);
      for (int step = 0; step < 150; step++) {
        int from = random.nextInt(SPACE);
        int to = from + random.nextInt(longest + 1);
        long absent = (long) to - from - model.get(from, to).cardinality();
        model.set(from, to);
        assertThat(set.add(from, to)).as("seed %d step %d", seed, step).isEqualTo(absent);
        if (step % 10 == 0) {
          assertSame(set, model, seed);
          set = reread(set);
        }
      }
      assertSame(set, model, seed);
    }
  }

  @Test
  void set_slidingWindow_equalsABitSet() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      BitSet model = new BitSet();
      OffsetSet set = new OffsetSet(0);
      for (int step = 0; step < 5_000; step++) {
        int from = model.nextClearBit(0) + random.nextInt(64);
        model.set(from);
        set.add(from, from + 1L);
        assertThat(set.watermark()).as("seed %d", seed).isEqualTo(model.nextClearBit(0));
      }
      assertSame(set, model, seed);
    }
  }

  @Test
  void set_thousandsOfRangesInRandomOrder_endsAsOneWatermark() {
    Random random = new Random(1);
    List<Integer> offsets = new ArrayList<>();
    for (int offset = 0; offset < 20_000; offset++) {
      offsets.add(offset);
    }
    Collections.shuffle(offsets, random);
    OffsetSet set = new OffsetSet(0);
    for (int offset : offsets) {
      assertThat(set.add(offset, offset + 1L)).isEqualTo(1);
    }
    assertThat(set.watermark()).isEqualTo(20_000);
    assertThat(set.encodedBytes()).isEqualTo(12);
  }

  private static OffsetSet reread(OffsetSet set) {
    ByteBuffer bytes = ByteBuffer.allocate(set.encodedBytes());
    set.encode(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    return OffsetSet.decode(bytes.flip());
  }

  private static void assertSame(OffsetSet set, BitSet model, int seed) {
    int watermark = model.nextClearBit(0);
    assertThat(set.watermark()).as("seed %d", seed).isEqualTo(watermark);
    List<Range> ranges = new ArrayList<>();
    for (int from = model.nextSetBit(watermark); from >= 0; ) {
      int to = model.nextClearBit(from);
      ranges.add(new Range(from, to));
      from = model.nextSetBit(to);
    }
    assertThat(set.ranges()).as("seed %d", seed).isEqualTo(ranges);
    assertThat(set.countAbove()).isEqualTo(model.cardinality() - (long) watermark);
    for (int offset = 0; offset < model.length() + 3; offset++) {
      assertThat(set.contains(offset)).as("seed %d", seed).isEqualTo(model.get(offset));
      assertThat(set.nextAbsent(offset)).isEqualTo(model.nextClearBit(offset));
      int next = model.nextSetBit(offset + 1);
      assertThat(set.nextPresent(offset)).isEqualTo(next < 0 ? Long.MAX_VALUE : next);
    }
  }
}
