package io.gputelemetry.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.embedded.sealed.Columns;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeadColumnTest {

  @Test
  void insertAndDrop_anyOrder_sortedWithEverythingInPlace() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Head head = new Head();
      Map<Long, int[]> model = new TreeMap<>();
      for (int i = 0; i < 100; i++) {
        head.turn(i * 10L);
        long time = seed % 2 == 0 ? random.nextInt(150) : i + random.nextInt(20);
        if (random.nextInt(40) == 0) {
          long before = random.nextInt(1 + i);
          head.dropBefore(before);
          model.keySet().removeIf(known -> known < before);
        }
        HeadColumn column = head.column(70);
        int found = column.find(time);
        assertThat(found >= 0).as("seed %d", seed).isEqualTo(model.containsKey(time));
        if (found < 0) {
          int description = random.nextInt(1 + seed % 3);
          head.insert(column, -found - 1, time, time + 1, time + 2, description);
          model.put(time, new int[] {i * 10, description});
        }
      }
      assertThat(head.rows()).as("seed %d", seed).isEqualTo(model.size());
      assertHolds(head, model, seed);
    }
  }

  private static void assertHolds(Head head, Map<Long, int[]> model, int seed) {
    Columns copy = new Columns(100);
    assertThat(head.copy(70, 0, 150, false, copy)).isZero();
    int row = 0;
    for (var expected : model.entrySet()) {
      long time = expected.getKey();
      assertThat(copy.times[row]).as("seed %d, row %d", seed, row).isEqualTo(time);
      assertThat(copy.sources[row]).isEqualTo(time + 1);
      assertThat(Double.doubleToRawLongBits(copy.values[row])).isEqualTo(time + 2);
      assertThat(copy.ingests[row]).isEqualTo(expected.getValue()[0]);
      assertThat(copy.descriptions[row]).as("seed %d", seed).isEqualTo(expected.getValue()[1]);
      row++;
    }
    assertThat(copy.size).isEqualTo(row);
  }

  @Test
  void copy_moreThanRoom_theFirstOrTheLast() {
    Head head = new Head();
    head.turn(1);
    HeadColumn column = head.column(0);
    for (int i = 0; i < 10; i++) {
      head.insert(column, i, i, 0, 0, 0);
    }
    Columns copy = new Columns(3);

    assertThat(head.copy(0, 2, 8, false, copy)).isEqualTo(3);
    assertThat(copy.times).containsExactly(2, 3, 4);
    assertThat(head.copy(0, 2, 8, true, copy)).isEqualTo(3);
    assertThat(copy.times).containsExactly(5, 6, 7);
    assertThat(head.copy(1, 0, 9, false, copy)).isZero();
    assertThat(copy.size).isZero();
    assertThat(head.count(0, 8, 2)).isZero();
  }

  @Test
  void bytes_growWithWhatIsHeld() {
    Head head = new Head();
    for (int i = 0; i < 10_000; i++) {
      head.turn(i);
      HeadColumn column = head.column(i % 10);
      head.insert(column, column.size(), i, 0, 0, i % 20);
    }
    long leastForRows = 10_000L * (HeadBlocks.BYTES / HeadBlocks.ROWS + 2 * Long.BYTES);
    assertThat(head.bytes()).isBetween(leastForRows, 2 * leastForRows);
    head.clear();
    assertThat(head.bytes()).isBetween(10L * HeadColumn.COLUMN_BYTES, leastForRows / 10);
  }
}
