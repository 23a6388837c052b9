package io.gputelemetry.store.frame;

import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.BatchFormatException;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * What fits into one frame of the rows of a query. As a sink of the query it takes rows until the
 * next one has no place any more. Not thread-safe.
 */
public final class RowChunk implements Predicate<StoredSample> {
  /** The most rows of a chunk, so that the first of many rows come soon. */
  static final int ROWS_MAX = 8192;

  /** More than the columns of a batch and the runs beside it take for a row. */
  private static final int ROW_BYTES = 64;

  /** More than a dictionary takes for a series without its texts. */
  private static final int IDENTITY_BYTES = 128;

  private static final int FRAME_OVERHEAD = 256;

  private final SampleBatch.Builder batch = new SampleBatch.Builder();
  private final IdentityHashMap<SeriesIdentity, Integer> indexes = new IdentityHashMap<>();
  private final List<StoreReply.IngestRun> ingested = new ArrayList<>();
  private long bytes = FRAME_OVERHEAD;
  private boolean more;

  /** Takes a row; false, for good, if it has no place. */
  @Override
  public boolean test(StoredSample row) {
    Integer known = indexes.get(row.identity());
    bytes += ROW_BYTES + (known == null ? bytes(row.identity()) : 0);
    more = more || bytes > StoreFrame.BYTES_MAX || batch.size() == ROWS_MAX;
    if (!more) {
      int index = known == null ? index(row.identity()) : known;
      long source = row.sourceTimeMicros().orElse(SampleBatch.NO_SOURCE_TIME);
      batch.add(index, row.eventTimeMicros(), source, row.value());
      ingestedAt(row.ingestedAtMicros());
    }
    return !more;
  }

  private int index(SeriesIdentity identity) {
    int index = batch.index(identity);
    indexes.put(identity, index);
    return index;
  }

  private static long bytes(SeriesIdentity identity) {
    Attribution attribution = identity.attribution();
    long[] bytes = {
      IDENTITY_BYTES
          + ListChunk.text(identity.series().uuid())
          + ListChunk.text(identity.series().metric())
          + ListChunk.text(identity.series().migInstance())
          + ListChunk.text(identity.gpu().device())
          + ListChunk.text(identity.gpu().modelName())
          + ListChunk.text(identity.gpu().hostname())
          + ListChunk.text(attribution.pod())
          + ListChunk.text(attribution.namespace())
          + ListChunk.text(attribution.container())
          + ListChunk.text(attribution.labels().text())
    };
    identity
        .series()
        .identityLabels()
        .forEach((name, value) ->
            bytes[0] += IDENTITY_BYTES + ListChunk.text(name) + ListChunk.text(value));
    return bytes[0];
  }

  private void ingestedAt(long micros) {
    int last = ingested.size() - 1;
    if (last >= 0 && ingested.get(last).ingestedAtMicros() == micros) {
      ingested.set(last, new StoreReply.IngestRun(ingested.get(last).rows() + 1, micros));
    } else {
      ingested.add(new StoreReply.IngestRun(1, micros));
    }
  }

  /** Whether not even one row has a place in a frame. */
  public boolean isTooSmall() {
    return more && batch.size() == 0;
  }

  /** The reply with what was taken; the chunk is of no more use. */
  public StoreReply.Rows reply(SampleBatchCodec codec) {
    return new StoreReply.Rows(more, codec.encode(batch.build()), ingested);
  }

  /**
   * The rows of a reply.
   *
   * @throws StoreFormatException if it holds no rows
   */
  public static List<StoredSample> rows(StoreReply.Rows reply, SampleBatchCodec codec)
      throws StoreFormatException {
    SampleBatch batch = decoded(reply, codec);
    List<StoredSample> rows = new ArrayList<>(batch.size());
    for (StoreReply.IngestRun run : reply.ingested()) {
      int end = rows.size() + run.rows();
      if (run.rows() < 1 || end < 0 || end > batch.size()) {
        throw new StoreFormatException("a run of " + run.rows() + " of " + batch.size() + " rows");
      }
      while (rows.size() < end) {
        rows.add(row(batch, rows.size(), run.ingestedAtMicros()));
      }
    }
    if (rows.size() < batch.size()) {
      throw new StoreFormatException("runs of " + rows.size() + " of " + batch.size() + " rows");
    }
    return rows;
  }

  private static SampleBatch decoded(StoreReply.Rows reply, SampleBatchCodec codec)
      throws StoreFormatException {
    try {
      return codec.decode(reply.batch());
    } catch (BatchFormatException e) {
      throw new StoreFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private static StoredSample row(SampleBatch batch, int i, long ingestedAtMicros) {
    long source = batch.sourceTime(i);
    return new StoredSample(
        batch.dictionary().get(batch.series(i)),
        batch.eventTime(i),
        source == SampleBatch.NO_SOURCE_TIME ? OptionalLong.empty() : OptionalLong.of(source),
        ingestedAtMicros,
        batch.value(i));
  }
}
