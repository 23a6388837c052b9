package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gputelemetry.journal.OffsetSet.Range;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class OffsetSetTest {

  @Test
  void set_fresh_hasOnlyItsWatermark() {
    OffsetSet set = new OffsetSet(7);

    assertThat(set.watermark()).isEqualTo(7);
    assertThat(set.ranges()).isEmpty();
    assertThat(set.countAbove()).isZero();
    assertThat(set.contains(6)).isTrue();
    assertThat(set.contains(7)).isFalse();
    assertThat(set.nextAbsent(0)).isEqualTo(7);
    assertThat(set.nextPresent(6)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void add_aboveAGap_keepsTheWatermark() {
    OffsetSet set = new OffsetSet(0);

    assertThat(set.add(5, 8)).isEqualTo(3);

    assertThat(set.watermark()).isZero();
    assertThat(set.ranges()).containsExactly(new Range(5, 8));
    assertThat(set.nextPresent(0)).isEqualTo(5);
    assertThat(set.nextAbsent(6)).isEqualTo(8);
  }

  @Test
  void add_fillsTheGap_raisesTheWatermarkOverTheRange() {
    OffsetSet set = new OffsetSet(0);
    set.add(5, 8);

    assertThat(set.add(0, 5)).isEqualTo(5);

    assertThat(set.watermark()).isEqualTo(8);
    assertThat(set.ranges()).isEmpty();
    assertThat(set.countAbove()).isZero();
  }

  @Test
  void add_touchingRanges_mergesThem() {
    OffsetSet set = new OffsetSet(0);
    set.add(10, 12);
    set.add(14, 16);

    assertThat(set.add(12, 14)).isEqualTo(2);

    assertThat(set.ranges()).containsExactly(new Range(10, 16));
    assertThat(set.countAbove()).isEqualTo(6);
  }

  @Test
  void add_again_addsNothing() {
    OffsetSet set = new OffsetSet(3);
    set.add(10, 20);

    assertThat(set.add(12, 15)).isZero();
    assertThat(set.add(0, 3)).isZero();
    assertThat(set.add(30, 30)).isZero();
    assertThat(set.ranges()).containsExactly(new Range(10, 20));
  }

  @Test
  void add_theLargestOffsets_doesNotOverflow() {
    OffsetSet set = new OffsetSet(0);

    assertThat(set.add(10, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE - 10);
    assertThat(set.nextPresent(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(set.nextAbsent(10)).isEqualTo(Long.MAX_VALUE);
    set.add(0, 10);
    assertThat(set.watermark()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void add_noRange_isRefused() {
    OffsetSet set = new OffsetSet(0);

    assertThatIllegalArgumentException().isThrownBy(() -> set.add(-1, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> set.add(4, 3));
    assertThatIllegalArgumentException().isThrownBy(() -> new OffsetSet(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Range(3, 3));
  }

  @Test
  void decode_readsWhatWasEncodedAndNoMore() {
    OffsetSet set = new OffsetSet(4);
    set.add(6, 9);
    set.add(20, 21);
    ByteBuffer bytes = ByteBuffer.allocate(set.encodedBytes() + 5);
    set.encode(bytes);
    assertThat(bytes.remaining()).isEqualTo(5);

    OffsetSet read = OffsetSet.decode(bytes.position(0));

    assertThat(read).hasToString(set.toString());
    assertThat(read.countAbove()).isEqualTo(4);
    assertThat(bytes.remaining()).isEqualTo(5);
  }

  @Test
  void decode_everyTruncation_isRefused() {
    ByteBuffer whole = encoded(4, 2, 6, 9, 20, 21);
    for (int length = 0; length < whole.limit(); length++) {
      ByteBuffer cut = whole.slice(0, length);
      assertThatIllegalArgumentException().isThrownBy(() -> OffsetSet.decode(cut));
    }
  }

  @Test
  void decode_notTheOneForm_isRefused() {
    assertRefused(encoded(-1, 0));
    assertRefused(encoded(4, -1));
    assertRefused(encoded(4, Integer.MAX_VALUE, 6, 9));
    assertRefused(encoded(4, 1, 4, 9)); // touches the watermark
    assertRefused(encoded(4, 1, 3, 9)); // begins below it
    assertRefused(encoded(4, 1, 9, 9)); // empty
    assertRefused(encoded(4, 1, 9, 8)); // backwards
    assertRefused(encoded(4, 2, 6, 9, 9, 12)); // touching
    assertRefused(encoded(4, 2, 6, 9, 8, 12)); // overlapping
    assertRefused(encoded(4, 2, 20, 21, 6, 9)); // unsorted
    assertRefused(encoded(4, 1, -5, 9));
  }

  private static void assertRefused(ByteBuffer bytes) {
    assertThatIllegalArgumentException().isThrownBy(() -> OffsetSet.decode(bytes));
  }

  private static ByteBuffer encoded(long watermark, int count, long... bounds) {
    ByteBuffer bytes = ByteBuffer.allocate(12 + 8 * bounds.length);
    bytes.putLong(watermark).putInt(count);
    for (long bound : bounds) {
      bytes.putLong(bound);
    }
    return bytes.flip();
  }
}
