package io.gputelemetry.embedded.sealed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.embedded.numbers.ResidualWriter;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkCodecPropertyTest {
  private static final double[] ODD = {
    Double.NaN,
    Double.longBitsToDouble(0x7ff8_dead_beef_0001L),
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -0.0,
    0.0,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
    1L << 51,
    (1L << 51) - 1,
    0.1 + 0.2
  };

  @Test
  void decode_ofEncoded_givesEveryBitBack() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      Columns rows = rows(random);
      ResidualWriter out = new ResidualWriter(16);

      ChunkCodec.encode(rows, out);

      assertThat(out.size()).as("seed %d", seed).isLessThanOrEqualTo(ChunkCodec.MAX_BYTES);
      byte[] body = Arrays.copyOf(out.bytes(), out.size());
      Columns back = new Columns(ChunkCodec.MAX_ROWS);
      IndexEntry entry = IndexEntry.of(1, rows, 0, body.length, 0);
      assertThat(ChunkCodec.decode(body, 0, entry, back)).as("seed %d", seed).isTrue();
      assertSame(back, rows, seed);
      Columns values = new Columns(ChunkCodec.MAX_ROWS);
      ChunkCodec.decodeValues(body, 0, entry, values);
      assertThat(Arrays.copyOf(values.times, values.size))
          .startsWith(Arrays.copyOf(rows.times, rows.size));
      assertThat(Arrays.copyOf(values.values, values.size))
          .isEqualTo(Arrays.copyOf(rows.values, rows.size));
    }
  }

  private static void assertSame(Columns back, Columns rows, int seed) {
    assertThat(back.size).as("seed %d", seed).isEqualTo(rows.size);
    for (int i = 0; i < rows.size; i++) {
      boolean same =
          back.times[i] == rows.times[i]
              && back.sources[i] == rows.sources[i]
              && back.turns[i] == rows.turns[i]
              && back.descriptions[i] == rows.descriptions[i]
              && Double.doubleToRawLongBits(back.values[i])
                  == Double.doubleToRawLongBits(rows.values[i]);
      assertThat(same).as("seed %d, row %d", seed, i).isTrue();
    }
  }

  private static Columns rows(Random random) {
    Columns rows = new Columns(ChunkCodec.MAX_ROWS);
    rows.size = 1 + random.nextInt(random.nextBoolean() ? 5 : ChunkCodec.MAX_ROWS);
    long[] times = random.longs(rows.size, low(random), Long.MAX_VALUE).sorted().toArray();
    boolean regular = random.nextBoolean();
    int digits = random.nextInt(12);
    int sources = random.nextInt(3);
    int odd = random.nextInt(3);
    for (int i = 0; i < rows.size; i++) {
      rows.times[i] = regular ? 1_750_000_000_000_000L + i * 1_000_000L : times[i];
      rows.sources[i] =
          switch (sources) {
            case 0 -> Long.MIN_VALUE;
            case 1 -> rows.times[i] - 1_000;
            default -> random.nextBoolean() ? Long.MIN_VALUE : random.nextLong();
          };
      rows.turns[i] = random.nextInt(regular ? 3 : Integer.MAX_VALUE);
      rows.descriptions[i] = random.nextInt(2);
      rows.values[i] =
          odd == 0
              ? ODD[random.nextInt(ODD.length)]
              : random.nextInt(100_000) / Math.pow(10, digits);
    }
    return rows;
  }

  private static long low(Random random) {
    return random.nextBoolean() ? Long.MIN_VALUE : 0;
  }

  @Test
  void encode_steadyRows_takesFewBytes() {
    Columns rows = new Columns(ChunkCodec.MAX_ROWS);
    rows.size = ChunkCodec.MAX_ROWS;
    for (int i = 0; i < rows.size; i++) {
      rows.times[i] = i * 1_000_000L;
      rows.sources[i] = rows.times[i] - 5;
      rows.turns[i] = 7 + i * 10;
      rows.values[i] = 1_410.5;
    }
    ResidualWriter out = new ResidualWriter(16);

    ChunkCodec.encode(rows, out);

    assertThat(out.size()).isLessThan(60);
  }

  @Test
  void decode_bodyOfAnotherChunk_refused() {
    Columns rows = new Columns(8);
    rows.size = 8;
    ResidualWriter out = new ResidualWriter(16);
    ChunkCodec.encode(rows, out);
    byte[] body = Arrays.copyOf(out.bytes(), out.size());
    Columns back = new Columns(8);

    IndexEntry shorter = IndexEntry.of(3, rows, 0, body.length - 1, 0);
    assertThat(ChunkCodec.decode(body, 0, shorter, back)).isFalse();
    rows.times[7] = 1;
    assertThat(ChunkCodec.decode(body, 0, IndexEntry.of(3, rows, 0, body.length, 0), back))
        .isFalse();
    rows.times[7] = 0;
    rows.size = 7;
    assertThat(ChunkCodec.decode(body, 0, IndexEntry.of(3, rows, 0, body.length, 0), back))
        .isFalse();
  }
}
