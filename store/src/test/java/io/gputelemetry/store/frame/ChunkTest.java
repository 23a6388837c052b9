package io.gputelemetry.store.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
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
