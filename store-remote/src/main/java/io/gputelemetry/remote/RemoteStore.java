package io.gputelemetry.remote;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoreStats;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.store.frame.StoreFrame;
import io.gputelemetry.store.frame.StoreReply;
import io.gputelemetry.store.frame.StoreRequest;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A store in another process. It begins to connect when it is made, and connects again whenever the
 * connection is lost. A call that finds no connection, loses it, or is not answered in time, throws
 * {@link StoreException}: an append may then be stored or not, and a repetition is harmless.
 *
 * <p>A query asks for one chunk after the other, each behind the last row of the one before, so
 * neither side holds more than a chunk, and a sink may take as long as it likes. Rows written
 * meanwhile behind that place are seen, as with any engine.
 */
public final class RemoteStore implements SampleStore {
  private final StoreClient client;
  private final SampleBatchCodec codec = new SampleBatchCodec();

  RemoteStore(RemoteStoreConfig config, LongSupplier nanoTime, RandomGenerator jitter) {
    this.client = new StoreClient(config, nanoTime, jitter);
  }

  /** Begins to connect, and returns without waiting for it. */
  public static RemoteStore connect(RemoteStoreConfig config) {
    return new RemoteStore(config, System::nanoTime, new SplittableRandom());
  }

  /** What keeps the store from being used, for a person; empty while it is connected. */
  public Optional<String> problem() {
    return client.problem();
  }

  /**
   * {@inheritDoc} A batch that is too large for a frame travels in several, so a part of it may be
   * stored when this throws.
   */
  @Override
  public WriteReceipt append(SampleBatch batch) {
    if (batch.size() == 0) {
      return new WriteReceipt(0, 0, 0);
    }
    ByteBuffer encoded = encoded(batch);
    if (encoded.remaining() <= StoreFrame.BATCH_BYTES_MAX) {
      return client.append(new StoreRequest.Append(encoded), StoreReply.Receipt.class).receipt();
    }
    if (batch.size() == 1) {
      throw new StoreException(
          "a sample takes " + encoded.remaining() + " bytes, more than a frame", false);
    }
    int middle = batch.size() / 2;
    WriteReceipt first = append(part(batch, 0, middle));
    WriteReceipt second = append(part(batch, middle, batch.size()));
    return new WriteReceipt(
        first.stored() + second.stored(),
        first.duplicates() + second.duplicates(),
        first.conflicts() + second.conflicts());
  }

  private ByteBuffer encoded(SampleBatch batch) {
    try {
      return codec.encode(batch);
    } catch (IllegalArgumentException e) {
      throw new StoreException("the batch cannot be sent: " + e.getMessage(), false, e);
    }
  }

  private static SampleBatch part(SampleBatch batch, int from, int to) {
    SampleBatch.Builder part = new SampleBatch.Builder();
    for (int i = from; i < to; i++) {
      part.add(
          part.index(batch.dictionary().get(batch.series(i))),
          batch.eventTime(i),
          batch.sourceTime(i),
          batch.value(i));
    }
    return part.build();
  }

  @Override
  public void gpus(GpuQuery query, Predicate<GpuSummary> sink) {
    Pages.each(
        query,
        rest -> client.gpus(rest),
        (rest, page) ->
            new GpuQuery(
                rest.uuid(),
                rest.hostname(),
                rest.gpuId(),
                Optional.of(page.last().gpu().uuid()),
                page.left(rest.limit())),
        sink);
  }

  @Override
  public void scan(ScanQuery query, Predicate<StoredSample> sink) {
    Pages.each(
        query,
        rest -> client.rows(new StoreRequest.Scan(rest), codec),
        (rest, page) -> rest.from(page.last().position(), page.left(rest.limit())),
        sink);
  }

  @Override
  public void latest(LatestQuery query, Predicate<StoredSample> sink) {
    Pages.each(
        query,
        rest -> client.rows(new StoreRequest.Latest(rest), codec),
        (rest, page) -> rest.from(page.last().identity().series(), page.left(rest.limit())),
        sink);
  }

  @Override
  public void aggregate(AggregateQuery query, Predicate<Bucket> sink) {
    Pages.each(
        query,
        client::buckets,
        (rest, page) -> rest.from(page.last().position(), page.left(rest.limit())),
        sink);
  }

  @Override
  public SortedSet<String> metrics() {
    SortedSet<String> metrics = new TreeSet<>();
    Pages.each(
        Optional.<String>empty(),
        client::metrics,
        (rest, page) -> Optional.of(page.last()),
        metric -> {
          metrics.add(metric);
          return true;
        });
    return metrics;
  }

  @Override
  public StoreStats stats() {
    return client.query(new StoreRequest.Stats(), StoreReply.Statistics.class).stats();
  }

  @Override
  public long expire(long olderThanMicros) {
    return client
        .query(new StoreRequest.Expire(olderThanMicros), StoreReply.Expired.class)
        .samples();
  }

  /** Ends the connection; the store itself goes on. */
  @Override
  public void close() {
    client.close();
  }
}
