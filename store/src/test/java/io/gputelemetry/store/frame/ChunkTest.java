package io.gputelemetry.store.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChunkTest {
  private final SampleBatchCodec codec = new SampleBatchCodec();

  @Test
  void rows_comeBackAsTheyWere() throws StoreFormatException {
    List<StoredSample> rows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      rows.add(row(BatchOf.series(i % 3, "M", "pod" + i % 5), i, i / 100, Math.sqrt(i)));
    }
    RowChunk chunk = new RowChunk();

    rows.forEach(row -> assertThat(chunk.test(row)).isTrue());

    StoreReply.Rows reply = chunk.reply(codec);
    assertThat(reply.more()).isFalse();
    assertThat(reply.ingested()).hasSize(10);
    assertThat(RowChunk.rows(reply, codec)).isEqualTo(rows);
  }

  @Test
  void rows_ofTheWorstKind_fitIntoAFrame() {
    SplittableRandom random = new SplittableRandom(1);
    RowChunk chunk = new RowChunk();
    int taken = 0;
    while (chunk.test(worst(taken, random))) {
      taken++;
    }

    StoreReply.Rows reply = chunk.reply(codec);

    assertThat(reply.more()).isTrue();
    assertThat(taken).isGreaterThan(500);
    assertThat(RandomFrames.joined(ReplyCodec.encode(1, reply)).remaining())
        .isLessThanOrEqualTo(StoreFrame.BYTES_MAX);
  }

  @Test
  void rows_beyondTheMost_areLeftForTheNextChunk() throws StoreFormatException {
    RowChunk chunk = new RowChunk();
    SeriesIdentity series = BatchOf.series(1, "M");
    for (int i = 0; i < RowChunk.ROWS_MAX; i++) {
      assertThat(chunk.test(row(series, i, 0, i))).isTrue();
    }

    assertThat(chunk.test(row(series, RowChunk.ROWS_MAX, 0, 1))).isFalse();
    assertThat(chunk.isTooSmall()).isFalse();
    assertThat(RowChunk.rows(chunk.reply(codec), codec)).hasSize(RowChunk.ROWS_MAX);
  }

  @Test
  void row_thatNoFrameHolds_isNotTaken() {
    RowChunk chunk = new RowChunk();
    SeriesIdentity huge =
        BatchOf.of(
            BatchOf.gpu(1),
            "M",
            new Attribution("", "", "", new LabelTemplate("x".repeat(StoreFrame.BYTES_MAX))));

    assertThat(chunk.test(row(huge, 1, 1, 1))).isFalse();
    assertThat(chunk.isTooSmall()).isTrue();
  }

  @Test
  void runs_thatDoNotFitTheRows_areRejected() {
    ByteBuffer batch = codec.encode(BatchOf.single(BatchOf.series(1, "M"), 1, 1));
    for (int rows : new int[] {0, -1, 2, Integer.MAX_VALUE}) {
      var reply = new StoreReply.Rows(false, batch, List.of(new StoreReply.IngestRun(rows, 1)));
      assertThatThrownBy(() -> RowChunk.rows(reply, codec))
          .isInstanceOf(StoreFormatException.class);
    }
    assertThatThrownBy(() -> RowChunk.rows(new StoreReply.Rows(false, batch, List.of()), codec))
        .isInstanceOf(StoreFormatException.class);
  }

  @Test
  void gpusAndNames_beyondAFrame_areLeftForTheNextChunk() {
    ListChunk<GpuSummary> gpus = ListChunk.ofGpus();
    Gpu wide = new Gpu("GPU", 1, "\u20ac".repeat(1_000), "m", "h");
    int taken = 0;
    while (gpus.test(new GpuSummary(wide, 1, 2))) {
      taken++;
    }
    ListChunk<String> names = ListChunk.ofNames();
    while (names.test("\u20ac".repeat(100))) {
      taken++;
    }

    assertThat(taken).isEqualTo(gpus.elements().size() + names.elements().size());
    assertThat(gpus.more() && names.more()).isTrue();
    var replies =
        List.of(
            new StoreReply.GpuList(true, gpus.elements()),
            new StoreReply.MetricList(true, names.elements()));
    for (StoreReply reply : replies) {
      assertThat(RandomFrames.joined(ReplyCodec.encode(1, reply)).remaining())
          .isBetween(StoreFrame.BYTES_MAX * 9 / 10, StoreFrame.BYTES_MAX);
    }
  }

  @Test
  void buckets_ofTheWorstKind_fillAFrameAndNoMore() throws StoreFormatException {
    BucketChunk chunk = new BucketChunk(() -> false);
    List<Bucket> taken = new ArrayList<>();
    for (Bucket next = bucket(0); chunk.test(next); next = bucket(taken.size())) {
      taken.add(next);
    }

    ByteBuffer body = RandomFrames.joined(ReplyCodec.encode(1, chunk.reply()));
    assertThat(body.remaining()).isBetween(StoreFrame.BYTES_MAX * 9 / 10, StoreFrame.BYTES_MAX);
    assertThat(ReplyCodec.decode(body)).isEqualTo(new StoreReply.Buckets(true, taken));
    assertThat(chunk.test(bucket(0))).as("for good").isFalse();
  }

  @Test
  void buckets_thatTakeLong_endTheChunkButForTheFirst() {
    BucketChunk chunk = new BucketChunk(() -> true);

    assertThat(chunk.test(bucket(1))).isTrue();
    assertThat(chunk.reply().more()).isFalse();
    assertThat(chunk.test(bucket(2))).isFalse();
    assertThat(chunk.reply()).isEqualTo(new StoreReply.Buckets(true, List.of(bucket(1))));
    assertThat(chunk.isTooSmall()).isFalse();
  }

  @Test
  void bucket_thatNoFrameHolds_isNotTaken() {
    BucketChunk chunk = new BucketChunk(() -> false);
    Series huge = Series.of("u", "x".repeat(StoreFrame.BYTES_MAX));

    assertThat(chunk.test(new Bucket(huge, 1, 1, 1, 1, 1, 1, 1, List.of()))).isFalse();
    assertThat(chunk.isTooSmall()).isTrue();
  }

  @Test
  void buckets_ofOneSeries_nameItOnce() {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      buckets.add(new Bucket(Series.of("u", "m"), i, 1, 1, 1, 1, 1, 1, List.of()));
    }
    var reply = new StoreReply.Buckets(false, buckets);
    assertThat(RandomFrames.joined(ReplyCodec.encode(1, reply)).remaining())
        .isBetween(60 * 1_000, 60 * 1_000 + 50);
  }

  @Test
  void bucket_withoutNumbers_isRejected() {
    var one = new Bucket(Series.of("u", "m"), 0, 1, 1, 1, 1, 1, 1, List.of());
    ByteBuffer body =
        RandomFrames.joined(ReplyCodec.encode(1, new StoreReply.Buckets(false, List.of(one))));
    int countAt = body.remaining() - 6 * Long.BYTES - Integer.BYTES;
    assertThat(body.getLong(countAt)).isEqualTo(1);
    body.putLong(countAt, 0);

    assertThatThrownBy(() -> ReplyCodec.decode(body))
        .isInstanceOf(StoreFormatException.class)
        .hasMessage("a bucket of 0 numbers");
  }

  private static Bucket bucket(int i) {
    var labels = new TreeMap<>(Map.of("\u20acname", "\u20ac".repeat(30) + i));
    List<Double> quantiles = Collections.nCopies(i % 17, i / 3.0);
    Series series =
        new Series("\u20ac".repeat(40), "\u20ac".repeat(9), "\u20ac".repeat(30), labels);
    return new Bucket(series, i, 1 + i, -i, i, i, i, i, quantiles);
  }

  private static StoredSample worst(int i, SplittableRandom random) {
    SeriesIdentity identity =
        BatchOf.of(
            new Gpu("\u20ac" + i, random.nextInt(), "\u20acd" + i, "\u20acm" + i, "\u20ach" + i),
            "\u20acx" + i,
            new Attribution(
                "\u20acp" + i, "\u20acn" + i, "\u20acc" + i, new LabelTemplate("\u20acl" + i)));
    return new StoredSample(
        identity,
        random.nextLong(),
        OptionalLong.of(random.nextLong()),
        random.nextLong(),
        Double.longBitsToDouble(random.nextLong()));
  }

  private static StoredSample row(SeriesIdentity identity, long time, long ingested, double value) {
    OptionalLong source = time % 2 == 0 ? OptionalLong.empty() : OptionalLong.of(time - 5);
    return new StoredSample(identity, time, source, ingested, value);
  }
}
