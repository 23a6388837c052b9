package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What tests of batches share. */
final class Batches {
  private Batches() {}

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(buffer.position(), bytes);
    return bytes;
  }

  /** Equal in every bit, which NaN and -0.0 need. */
  static void assertSame(SampleBatch actual, SampleBatch expected, long seed) {
    assertThat(actual.size()).as("seed %d", seed).isEqualTo(expected.size());
    assertThat(actual.dictionary()).as("seed %d", seed).isEqualTo(expected.dictionary());
    for (int i = 0; i < expected.size(); i++) {
      if (actual.series(i) != expected.series(i)
          || actual.eventTime(i) != expected.eventTime(i)
          || actual.sourceTime(i) != expected.sourceTime(i)
          || bits(actual, i) != bits(expected, i)) {
        throw new AssertionError(
            "seed %d, sample %d: %d %d %d %s, expected %d %d %d %s"
                .formatted(
                    seed,
                    i,
                    actual.series(i),
                    actual.eventTime(i),
                    actual.sourceTime(i),
                    actual.value(i),
                    expected.series(i),
                    expected.eventTime(i),
                    expected.sourceTime(i),
                    expected.value(i)));
      }
    }
  }

  private static long bits(SampleBatch batch, int i) {
    return Double.doubleToRawLongBits(batch.value(i));
  }

  /** Makes the checksum and the length right, so that only the structure can be wrong. */
  static void seal(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, SampleBatchCodec.HEADER_BYTES, bytes.length - SampleBatchCodec.HEADER_BYTES);
    ByteBuffer.wrap(bytes).putInt(4, bytes.length).putInt(8, (int) crc.getValue());
  }
}
