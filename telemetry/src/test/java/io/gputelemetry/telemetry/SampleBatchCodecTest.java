package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleBatchCodecTest {
  private final SampleBatchCodec codec = new SampleBatchCodec();

  @Test
  void batch_empty_comesBackEmpty() {
    SampleBatch batch = codec.decode(codec.encode(new SampleBatch.Builder().build()));

    assertThat(batch.size()).isZero();
    assertThat(batch.dictionary()).isEmpty();
  }

  @Test
  void batch_ofTenThousandOverAFleet_takesUnderThreeBytesASample() {
    SampleBatch batch = Fleet.passes(Fleet.series(31), 10_000, new Random(1));

    int bytes = codec.encode(batch).remaining();

    assertThat(bytes / 10_000.0).isLessThan(3);
    Batches.assertSame(codec.decode(codec.encode(batch)), batch, 1);
  }

  @Test
  void values_ofEveryExtremeKind_comeBackBitByBit() {
    double[] extremes = {
      Double.NaN,
      Double.longBitsToDouble(0x7ff0000000000002L),
      Double.longBitsToDouble(-1L),
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      0.0,
      -0.0,
      Double.MIN_VALUE,
      -Double.MIN_VALUE,
      Double.MIN_NORMAL,
      Double.MAX_VALUE,
      0x1p50,
      0x1p50 + 1,
      0x1p53 + 2,
      0.1,
      689.457,
      1e-9,
      1e-10,
      1.0 / 3
    };
    for (double first : extremes) {
      for (double second : extremes) {
        assertValuesComeBack(first, second);
      }
    }
  }

  private void assertValuesComeBack(double... values) {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    int index = builder.index(Fleet.series(1).getFirst());
    for (double value : values) {
      builder.add(index, 1, 1, value);
    }
    SampleBatch batch = builder.build();
    Batches.assertSame(codec.decode(codec.encode(batch)), batch, 0);
  }

  @Test
  void times_atTheEndsOfTheScale_comeBack() {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    int index = builder.index(Fleet.series(1).getFirst());
    long[] times = {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 1, Long.MIN_VALUE + 1};
    for (long eventTime : times) {
      for (long sourceTime : times) {
        builder.add(index, eventTime, sourceTime, 1);
      }
    }
    SampleBatch batch = builder.build();

    Batches.assertSame(codec.decode(codec.encode(batch)), batch, 0);
  }

  @Test
  void sourceTime_absent_staysAbsent() {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    builder.add(builder.index(Fleet.series(1).getFirst()), 5, SampleBatch.NO_SOURCE_TIME, 1);

    SampleBatch batch = codec.decode(codec.encode(builder.build()));

    assertThat(batch.sourceTime(0)).isEqualTo(SampleBatch.NO_SOURCE_TIME);
  }

  @Test
  void encode_ofTheSameListAgain_givesTheSameBytes() {
    List<SeriesIdentity> series = List.copyOf(Fleet.series(2));
    SampleBatch.Builder builder = new SampleBatch.Builder(series);
    List<byte[]> encoded = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      builder.add(3, 1, 2, 3);
      encoded.add(Batches.bytes(codec.encode(builder.build())));
    }

    assertThat(encoded.get(0)).isEqualTo(encoded.get(1));
  }

  @Test
  void decode_ofTheSameDictionaryAgain_sharesItsList() {
    Random random = new Random(2);
    List<SeriesIdentity> series = Fleet.series(2);
    ByteBuffer first = codec.encode(Fleet.passes(series, 200, random));
    ByteBuffer second = codec.encode(Fleet.passes(series, 300, random));
    SampleBatchCodec reader = new SampleBatchCodec();

    SampleBatch decoded = reader.decode(first);

    assertThat(reader.decode(second).dictionary()).isSameAs(decoded.dictionary());
    ByteBuffer other = codec.encode(Fleet.passes(Fleet.series(3), 200, random));
    assertThat(reader.decode(other).dictionary()).isNotEqualTo(decoded.dictionary());
  }

  @Test
  void decode_fromTheMiddleOfAReadOnlyDirectBuffer_leavesItsPosition() {
    SampleBatch batch = Fleet.passes(Fleet.series(1), 100, new Random(3));
    byte[] bytes = Batches.bytes(codec.encode(batch));
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 20).position(7).put(bytes);
    ByteBuffer view = direct.limit(direct.position()).position(7).asReadOnlyBuffer();

    Batches.assertSame(codec.decode(view), batch, 3);
    assertThat(view.position()).isEqualTo(7);
  }

  @Test
  void origin_comesBack_andABatchWithoutOneIsOfVersionOne() {
    BatchOrigin origin = new BatchOrigin("dcgm_csv/0/1200", "streamer-\u00fc", -1);
    SampleBatch.Builder builder = new SampleBatch.Builder();
    builder.add(builder.index(Fleet.series(1).getFirst()), 5, 4, 1);
    ByteBuffer with = codec.encode(builder.build(origin));
    builder.add(builder.index(Fleet.series(1).getFirst()), 5, 4, 1);
    ByteBuffer without = codec.encode(builder.build());

    assertThat(with.get(3)).isEqualTo((byte) 2);
    assertThat(codec.decode(with).origin()).isEqualTo(origin);
    Batches.assertSame(codec.decode(with), codec.decode(without), 0);
    assertThat(without.get(3)).isEqualTo((byte) 1);
    assertThat(codec.decode(without).origin()).isEqualTo(BatchOrigin.NONE);
  }

  @Test
  void origin_thatIsTooLong_isRefused() {
    String tooLong = "x".repeat(256);
    assertThatThrownBy(() -> new BatchOrigin(tooLong, "", 0))
        .isInstanceOf(IllegalArgumentException.class);
    ByteWriter out = new ByteWriter(600);
    out.skip(SampleBatchCodec.HEADER_BYTES);
    out.text("");
    out.text(tooLong);
    byte[] bytes = out.toByteArray();
    ByteBuffer.wrap(bytes).putInt(0, 'G' << 24 | 'T' << 16 | 'B' << 8 | 2).putInt(4, bytes.length);
    Batches.seal(bytes);

    assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes)))
        .isInstanceOf(BatchFormatException.class)
        .hasMessageContaining("origin");
  }

  @Test
  void decode_ofAnUnknownVersion_namesIt() {
    byte[] bytes = Batches.bytes(codec.encode(new SampleBatch.Builder().build()));
    bytes[3] = 9;

    assertThatThrownBy(() -> codec.decode(ByteBuffer.wrap(bytes)))
        .isInstanceOf(BatchFormatException.class)
        .hasMessageContaining("version 9");
  }

  @Test
  void decode_ofSomethingElse_saysSo() {
    assertThatThrownBy(() ->
            codec.decode(ByteBuffer.wrap("{\"value\": 1.5}".getBytes(StandardCharsets.UTF_8))))
        .isInstanceOf(BatchFormatException.class)
        .hasMessageContaining("not a sample batch");
  }

  @Test
  void decode_ofEveryTruncation_isRefused() {
    byte[] bytes = Batches.bytes(codec.encode(Fleet.passes(Fleet.series(2), 300, new Random(4))));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertRefused(cut, "cut at " + length);
    }
  }

  @Test
  void decode_ofEveryFlippedBit_isRefused() {
    byte[] bytes = Batches.bytes(codec.encode(Fleet.passes(Fleet.series(2), 300, new Random(5))));
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(bytes, "bit " + bit);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  private void assertRefused(byte[] bytes, String what) {
    try {
      codec.decode(ByteBuffer.wrap(bytes));
    } catch (BatchFormatException expected) {
      return;
    }
    throw new AssertionError("accepted: " + what);
  }

  @Test
  void encode_ofOneSeriesRepeatedBeyondReason_isRefused() {
    List<SeriesIdentity> series = Collections.nCopies(200_000, Fleet.series(1).getFirst());
    SampleBatch batch = new SampleBatch.Builder(series).build();

    assertThatThrownBy(() -> codec.encode(batch)).isInstanceOf(IllegalArgumentException.class);
  }
}
