package io.gputelemetry.embedded.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gputelemetry.telemetry.BatchFormatException;
import io.gputelemetry.telemetry.SampleBatch;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RowsCodecTest {
  private static final double[] ODD = {
    Double.NaN,
    Double.longBitsToDouble(0x7ff8_dead_beef_0001L),
    Double.NEGATIVE_INFINITY,
    -0.0,
    Double.MIN_VALUE,
    -Double.MAX_VALUE,
    (1L << 51) - 1,
    1 - (1L << 51),
    0.1 + 0.2
  };

  @Test
  void decode_ofEncoded_givesEveryBitBack() {
    for (int seed = 0; seed < 2_000; seed++) {
      LoggedRows rows = random(new Random(seed));

      NumberedRows back = RowsCodec.decode(RowsCodec.encode(rows));

      assertThat(back).as("seed %d", seed).isInstanceOf(LoggedRows.class);
      assertThat(bits(back)).as("seed %d", seed).isEqualTo(bits(rows));
    }
  }

  @Test
  void encode_scrapeOfAFleet_takesFewBytes() {
    LoggedRows rows = LoggedRows.ofSize(10_000);
    for (int i = 0; i < 10_000; i++) {
      rows.seriesNumbers()[i] = 40_000 + i;
      rows.descriptions()[i] = i / 10;
      rows.times()[i] = 1_750_000_000_000_000L;
      rows.sources()[i] = SampleBatch.NO_SOURCE_TIME;
      rows.values()[i] = i % 100;
    }
    assertThat(RowsCodec.encode(rows).remaining()).isLessThan(24_000);
  }

  /** Whatever the bytes are, it ends with rows or with this one exception, in bounded memory. */
  @Test
  void decode_ofChangedBytes_rowsOrException() {
    int refused = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      ByteBuffer entry = RowsCodec.encode(random(random));
      byte[] bytes = new byte[entry.limit() - random.nextInt(2)];
      entry.get(bytes);
      bytes[random.nextInt(Math.min(20, bytes.length))] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(RowsCodec.decode(ByteBuffer.wrap(bytes)).size())
            .isLessThanOrEqualTo(bytes.length);
      } catch (BatchFormatException e) {
        assertThat(e.getMessage()).startsWith("it ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(10_000);
  }

  @Test
  void decode_ofABatchAsItTravels_saysVersion() {
    assertThatExceptionOfType(BatchFormatException.class)
        .isThrownBy(() -> RowsCodec.decode(ByteBuffer.wrap(new byte[] {'G', 'T', 'B', 1})))
        .withMessage(
            "it has version 71, this program reads version 1; use the program that wrote it");
  }

  private static LoggedRows random(Random random) {
    LoggedRows rows = LoggedRows.ofSize(1 + random.nextInt(40));
    boolean regular = random.nextBoolean();
    int digits = random.nextInt(9);
    for (int i = 0; i < rows.size(); i++) {
      rows.seriesNumbers()[i] = regular ? 7 + i : random.nextInt(Integer.MAX_VALUE);
      rows.descriptions()[i] = regular ? i / 3 : random.nextInt(Integer.MAX_VALUE);
      rows.times()[i] = regular ? 1_750_000_000_000_000L + i / 9 : random.nextLong();
      rows.sources()[i] =
          random.nextInt(4) == 0 ? SampleBatch.NO_SOURCE_TIME : rows.times()[i] - random.nextInt();
      rows.values()[i] =
          random.nextInt(9) == 0
              ? ODD[random.nextInt(ODD.length)]
              : random.nextInt() / Math.pow(10, digits);
    }
    return rows;
  }

  private static long[][] bits(NumberedRows rows) {
    long[][] bits = new long[rows.size()][];
    for (int i = 0; i < bits.length; i++) {
      bits[i] =
          new long[] {
            rows.series(i),
            rows.description(i),
            rows.eventTime(i),
            rows.sourceTime(i),
            Double.doubleToRawLongBits(rows.value(i))
          };
    }
    return bits;
  }
}
