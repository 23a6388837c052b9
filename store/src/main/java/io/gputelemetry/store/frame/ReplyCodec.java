package io.gputelemetry.store.frame;

import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.StoreStats;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.Gpu;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary form of replies; {@code docs/store-protocol.md} lists the fields. Batches are not
 * copied: an encoded reply refers to them, a decoded one has a view over the body.
 */
public final class ReplyCodec {
  private static final int REASON_CHARS_MAX = 1000;
  private static final int REASON_BYTES_MAX = 4 * REASON_CHARS_MAX;
  private static final int RUN_BYTES = Integer.BYTES + Long.BYTES;

  /** A GPU with four empty texts. */
  private static final int GPU_BYTES_MIN = 5 * Integer.BYTES + 2 * Long.BYTES;

  private ReplyCodec() {}

  /** The body, in parts. The text of a refusal is cut after 1,000 characters. */
  public static List<ByteBuffer> encode(long correlation, StoreReply reply) {
    FieldWriter out = new FieldWriter();
    StoreFrame.putHeader(out, opcode(reply), correlation);
    switch (reply) {
      case StoreReply.Done _ -> {
        // Has no fields.
      }
      case StoreReply.Receipt(WriteReceipt receipt) -> {
        out.putInt(receipt.stored());
        out.putInt(receipt.duplicates());
        out.putInt(receipt.conflicts());
      }
      case StoreReply.Rows rows -> putRows(out, rows);
      case StoreReply.Buckets buckets -> BucketChunk.put(out, buckets);
      case StoreReply.GpuList list -> {
        out.putFlag(list.more());
        out.putInt(list.gpus().size());
        list.gpus().forEach(gpu -> putGpu(out, gpu));
      }
      case StoreReply.MetricList list -> {
        out.putFlag(list.more());
        out.putStrings(list.metrics());
      }
      case StoreReply.Statistics(StoreStats stats) -> putStats(out, stats);
      case StoreReply.Expired expired -> out.putLong(expired.samples());
      case StoreReply.Refused refused -> {
        String reason = refused.message();
        out.putByte(refused.error().code());
        out.putString(reason.substring(0, Math.min(reason.length(), REASON_CHARS_MAX)));
      }
    }
    return out.parts();
  }

  /**
   * The reply in this body.
   *
   * @throws StoreFormatException if it is none of this version
   */
  public static StoreReply decode(ByteBuffer body) throws StoreFormatException {
    Opcode opcode = StoreFrame.opcode(body);
    FieldReader in = new FieldReader(body);
    try {
      StoreReply reply = fields(opcode, in);
      in.end();
      return reply;
    } catch (IllegalArgumentException e) {
      throw new StoreFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Opcode opcode(StoreReply reply) {
    return switch (reply) {
      case StoreReply.Done _ -> Opcode.DONE;
      case StoreReply.Receipt _ -> Opcode.RECEIPT;
      case StoreReply.Rows _ -> Opcode.ROWS;
      case StoreReply.Buckets _ -> Opcode.BUCKETS;
      case StoreReply.GpuList _ -> Opcode.GPU_LIST;
      case StoreReply.MetricList _ -> Opcode.METRIC_LIST;
      case StoreReply.Statistics _ -> Opcode.STATISTICS;
      case StoreReply.Expired _ -> Opcode.EXPIRED;
      case StoreReply.Refused _ -> Opcode.REFUSED;
    };
  }

  private static StoreReply fields(Opcode opcode, FieldReader in) throws StoreFormatException {
    return switch (opcode) {
      case DONE -> new StoreReply.Done();
      case RECEIPT ->
          new StoreReply.Receipt(new WriteReceipt(in.getInt(), in.getInt(), in.getInt()));
      case ROWS -> rows(in);
      case BUCKETS -> BucketChunk.get(in);
      case GPU_LIST -> new StoreReply.GpuList(in.getFlag(), gpus(in));
      case METRIC_LIST -> new StoreReply.MetricList(in.getFlag(), List.copyOf(in.getStrings()));
      case STATISTICS -> new StoreReply.Statistics(stats(in));
      case EXPIRED -> new StoreReply.Expired(in.getLong());
      case REFUSED ->
          new StoreReply.Refused(StoreError.of(in.getByte()), in.getString(REASON_BYTES_MAX));
      case HELLO, APPEND, SCAN, LATEST, GPUS, METRICS, STATS, EXPIRE, AGGREGATE ->
          throw new StoreFormatException("opcode " + opcode.code() + " is a request");
    };
  }

  private static void putRows(FieldWriter out, StoreReply.Rows rows) {
    out.putFlag(rows.more());
    out.putInt(rows.ingested().size());
    for (StoreReply.IngestRun run : rows.ingested()) {
      out.putInt(run.rows());
      out.putLong(run.ingestedAtMicros());
    }
    out.putPart(rows.batch());
  }

  private static StoreReply.Rows rows(FieldReader in) throws StoreFormatException {
    boolean more = in.getFlag();
    int count = in.getCount(RUN_BYTES);
    List<StoreReply.IngestRun> runs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      runs.add(new StoreReply.IngestRun(in.getInt(), in.getLong()));
    }
    return new StoreReply.Rows(more, in.getRest(), runs);
  }

  private static void putGpu(FieldWriter out, GpuSummary summary) {
    Gpu gpu = summary.gpu();
    out.putString(gpu.uuid());
    out.putInt(gpu.gpuId());
    out.putString(gpu.device());
    out.putString(gpu.modelName());
    out.putString(gpu.hostname());
    out.putLong(summary.firstSeenMicros());
    out.putLong(summary.lastSeenMicros());
  }

  private static List<GpuSummary> gpus(FieldReader in) throws StoreFormatException {
    int count = in.getCount(GPU_BYTES_MIN);
    List<GpuSummary> gpus = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Gpu gpu =
          new Gpu(in.getString(), in.getInt(), in.getString(), in.getString(), in.getString());
      gpus.add(new GpuSummary(gpu, in.getLong(), in.getLong()));
    }
    return gpus;
  }

  private static void putStats(FieldWriter out, StoreStats stats) {
    out.putLong(stats.gpus());
    out.putLong(stats.series());
    out.putLong(stats.metrics());
    out.putLong(stats.samples());
    out.putOptional(stats.oldestMicros());
    out.putOptional(stats.newestMicros());
    out.putLong(stats.bytes());
    out.putLong(stats.duplicates());
    out.putLong(stats.conflicts());
    out.putLong(stats.expired());
    out.putOptional(stats.expiredBeforeMicros());
    out.putInt(stats.damaged());
  }

  private static StoreStats stats(FieldReader in) throws StoreFormatException {
    return new StoreStats(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getOptionalLong(),
        in.getOptionalLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getOptionalLong(),
        in.getInt());
  }
}
