package io.gputelemetry.embedded;

import io.gputelemetry.embedded.log.RowsCodec;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.GroupCommit;
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
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded store. It uses three directories below the one it is given: {@code wal}, {@code
 * catalog} and {@code sealed}; whoever opens it has locked that one. A receipt means that the batch
 * is on the disk.
 *
 * <p>After a failure of the disk nothing more is acknowledged: whoever opened the store is told and
 * must end the process, because the state of the files is unknown until they are opened again.
 */
public final class EmbeddedStore implements SampleStore {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStore.class);

  private final Contents contents;
  private final Dictionaries dictionaries;
  private final Listing listing;
  private final StoreFiles files;
  private final ExecutorService compactions;
  private final GroupCommit<StoreEvent> owner;
  private final Set<CompletableFuture<?>> waiting = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Throwable failure;

  /**
   * Opens the store in a directory, or begins one, and starts its owner thread.
   *
   * @param epochMicros the time of day
   * @param onFailure told once, on the owner thread, of the failure that ended it
   * @throws StoreException if the files are of another version or do not belong together
   */
  public static EmbeddedStore open(
      Disk disk, EmbeddedConfig config, LongSupplier epochMicros, Consumer<Throwable> onFailure)
      throws IOException {
    ExecutorService compactions = Executors.newSingleThreadExecutor(EmbeddedStore::compactor);
    return open(disk, config, epochMicros, onFailure, compactions);
  }

  private static Thread compactor(Runnable work) {
    return Thread.ofPlatform().name("store-compactor").daemon().unstarted(work);
  }

  /**
   * The same with a say in who merges files.
   *
   * @param compactions shut down in the end
   */
  static EmbeddedStore open(
      Disk disk,
      EmbeddedConfig config,
      LongSupplier epochMicros,
      Consumer<Throwable> onFailure,
      ExecutorService compactions)
      throws IOException {
    try {
      StoreFiles files = StoreFiles.open(disk, config.windows(), compactions);
      return new EmbeddedStore(files, config, epochMicros, onFailure, compactions);
    } catch (IOException | RuntimeException e) {
      compactions.shutdown();
      throw e;
    }
  }

  private EmbeddedStore(
      StoreFiles files,
      EmbeddedConfig config,
      LongSupplier epochMicros,
      Consumer<Throwable> onFailure,
      ExecutorService compactions) {
    this.files = files;
    this.compactions = compactions;
    contents = files.contents();
    dictionaries = new Dictionaries(contents.catalog);
    listing = new Listing(contents);
    StoreOwner turn = new StoreOwner(files, config, epochMicros);
    owner =
        new GroupCommit<>(
            "store-owner", config.inboxBatches(), turn, cause -> fail(cause, onFailure));
    owner.start();
  }

  private void fail(Throwable cause, Consumer<Throwable> onFailure) {
    failure = cause;
    onFailure.accept(cause);
    for (CompletableFuture<?> reply : waiting) {
      reply.completeExceptionally(cause);
    }
  }

  @Override
  public WriteReceipt append(SampleBatch batch) {
    if (batch.size() == 0) {
      return new WriteReceipt(0, 0, 0);
    }
    CompletableFuture<WriteReceipt> reply = new CompletableFuture<>();
    BatchRows rows = new BatchRows(batch, dictionaries.number(batch.dictionary()));
    Optional<ByteBuffer> encoded =
        rows.dictionary().isComplete() ? Optional.of(RowsCodec.encode(rows)) : Optional.empty();
    return ask(new StoreEvent.Append(rows, encoded, reply), reply);
  }

  @Override
  public long expire(long olderThanMicros) {
    CompletableFuture<Long> reply = new CompletableFuture<>();
    return ask(new StoreEvent.Expire(olderThanMicros, reply), reply);
  }

  /**
   * Seals what is in memory and makes the files as few as they can be. Takes its time; nothing is
   * stored meanwhile.
   */
  public void compact() {
    CompletableFuture<Boolean> reply = new CompletableFuture<>();
    boolean _ = ask(new StoreEvent.Compact(reply), reply);
  }

  // Futures are equal only to themselves, which is what is needed here.
  @SuppressWarnings("CollectionUndefinedEquality")
  private <T> T ask(StoreEvent event, CompletableFuture<T> reply) {
    waiting.add(reply);
    try {
      Throwable cause = failure;
      if (cause != null) {
        throw stopped(cause);
      }
      if (!owner.put(event)) {
        throw new StoreException("the store stopped or is closing", true);
      }
      return reply.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while the store was working", true, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      throw cause instanceof StoreException known ? known : stopped(cause == null ? e : cause);
    } finally {
      waiting.remove(reply);
    }
  }

  private static StoreException stopped(Throwable cause) {
    return new StoreException(
        "the store stopped and takes nothing more until it is opened again: " + cause.getMessage(),
        true,
        cause);
  }

  @Override
  public void gpus(GpuQuery query, Predicate<GpuSummary> sink) {
    listing.gpus(query, sink);
  }

  @Override
  public void scan(ScanQuery query, Predicate<StoredSample> sink) {
    new Scan(contents, query, sink).run();
  }

  @Override
  public void latest(LatestQuery query, Predicate<StoredSample> sink) {
    new Latest(contents, query, sink).run();
  }

  @Override
  public void aggregate(AggregateQuery query, Predicate<Bucket> sink) {
    new Aggregation(contents, query, sink).run();
  }

  @Override
  public SortedSet<String> metrics() {
    return listing.metrics();
  }

  @Override
  public StoreStats stats() {
    return listing.stats();
  }

  /** Makes what waits durable, answers it, and closes the files. */
  @Override
  public void close() {
    files.compactor().stop();
    owner.close();
    compactions.close();
    try {
      files.close();
    } catch (IOException e) {
      if (failure == null) {
        throw new StoreException("the store could not be closed cleanly", true, e);
      }
      LOG.warn("after its failure the store could not be closed cleanly: {}", e.getMessage());
    }
  }
}
