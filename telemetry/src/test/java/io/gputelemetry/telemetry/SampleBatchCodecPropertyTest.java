package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleBatchCodecPropertyTest {
  private final SampleBatchCodec codec = new SampleBatchCodec();

  @Test
  void batch_ofAnyContent_comesBack() {
    for (long seed = 0; seed < 500; seed++) {
      SampleBatch batch = anyBatch(new Random(seed));
      SampleBatch read = codec.decode(codec.encode(batch));
      Batches.assertSame(read, batch, seed);
      assertThat(read.origin()).isEqualTo(batch.origin());
    }
  }

  private static SampleBatch anyBatch(Random random) {
    List<SeriesIdentity> series = Fleet.oddSeries(1 + random.nextInt(20), random);
    SampleBatch.Builder builder = new SampleBatch.Builder();
    series.forEach(builder::index);
    int samples = random.nextInt(200);
    for (int i = 0; i < samples; i++) {
      long eventTime = random.nextInt(3) == 0 ? random.nextLong() : Fleet.START + i;
      long sourceTime =
          random.nextInt(3) == 0 ? SampleBatch.NO_SOURCE_TIME : eventTime - random.nextInt(100);
      int index = builder.index(series.get(random.nextInt(series.size())));
      builder.add(index, eventTime, sourceTime, anyValue(random));
    }
    return builder.build(anyOrigin(random));
  }

  private static BatchOrigin anyOrigin(Random random) {
    return random.nextBoolean()
        ? BatchOrigin.NONE
        : new BatchOrigin("b" + random.nextInt(), "s" + random.nextInt(), random.nextLong());
  }

  private static double anyValue(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(100);
      case 1 -> random.nextInt() / Math.pow(10, random.nextInt(12));
      case 2 -> random.nextLong() / Math.pow(10, random.nextInt(20));
      case 3 -> random.nextGaussian();
      default -> Double.longBitsToDouble(random.nextLong());
    };
  }

  @Test
  void decode_ofRandomBytes_throwsNothingElse() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      assertThat(decodes(bytes, seed)).as("seed %d", seed).isFalse();
    }
  }

  @Test
  void decode_ofDamageUnderARightChecksum_throwsNothingElse() {
    byte[] bytes = Batches.bytes(codec.encode(Fleet.passes(Fleet.series(1), 100, new Random(1))));
    byte[] odd = Batches.bytes(codec.encode(anyBatch(new Random(7))));
    int accepted = 0;
    for (long seed = 0; seed < 40_000; seed++) {
      Random random = new Random(seed);
      byte[] damaged = (random.nextBoolean() ? bytes : odd).clone();
      for (int left = 1 + random.nextInt(3); left > 0; left--) {
        int at = SampleBatchCodec.HEADER_BYTES + random.nextInt(damaged.length - 12);
        damaged[at] = (byte) (random.nextInt(4) == 0 ? -1 : random.nextInt());
      }
      Batches.seal(damaged);
      accepted += decodes(damaged, seed) ? 1 : 0;
    }
    // Another letter in a host's name is a valid batch; the structure is what must not give way.
    assertThat(accepted).isBetween(1, 39_999);
  }

  private boolean decodes(byte[] bytes, long seed) {
    try {
      return codec.decode(ByteBuffer.wrap(bytes)).size() >= 0;
    } catch (BatchFormatException expected) {
      return false;
    } catch (RuntimeException e) {
      throw new AssertionError("seed " + seed, e);
    }
  }
}
