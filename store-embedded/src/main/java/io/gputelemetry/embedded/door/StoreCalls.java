package io.gputelemetry.embedded.door;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.frame.BucketChunk;
import io.gputelemetry.store.frame.ListChunk;
import io.gputelemetry.store.frame.ReplyCodec;
import io.gputelemetry.store.frame.RowChunk;
import io.gputelemetry.store.frame.StoreError;
import io.gputelemetry.store.frame.StoreReply;
import io.gputelemetry.store.frame.StoreRequest;
import io.gputelemetry.telemetry.BatchFormatException;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.wire.FrameReply;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store, each request on a virtual thread of its own. A query is answered with one chunk
 * and forgotten: the client asks for the next one when it wants it, so nothing is held for a client
 * that reads slowly or has gone.
 */
final class StoreCalls {
  private static final Logger LOG = LoggerFactory.getLogger(StoreCalls.class);

  /** How long buckets are summed up for one chunk, if it has one: a client waits for it. */
  static final long CHUNK_NANOS = Duration.ofSeconds(5).toNanos();

  private final SampleStore store;
  private final LongSupplier nanoTime;
  private final Semaphore working;
  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();

  StoreCalls(SampleStore store, int workingMax, LongSupplier nanoTime) {
    this.store = store;
    this.nanoTime = nanoTime;
    this.working = new Semaphore(workingMax, true);
  }

  /**
   * Answers a request, later. Waits while too many are worked on.
   *
   * @param abandoned whether nobody waits for the answer any more
   */
  void call(long correlation, StoreRequest request, FrameReply reply, BooleanSupplier abandoned) {
    // Here and not on the thread of the request: a connection is not read while others are served.
    working.acquireUninterruptibly();
    Thread.ofVirtual()
        .name("store-request")
        .start(() -> {
          try {
            List<ByteBuffer> frames = encoded(correlation, answer(request, abandoned));
            answered.incrementAndGet();
            reply.send(frames);
          } finally {
            working.release();
          }
        });
  }

  private List<ByteBuffer> encoded(long correlation, StoreReply answer) {
    try {
      return ReplyCodec.encode(correlation, answer);
    } catch (RuntimeException e) {
      LOG.error("a reply could not be written", e);
      return ReplyCodec.encode(
          correlation, refused(StoreError.UNAVAILABLE, "the store failed; its log says how"));
    }
  }

  long answered() {
    return answered.get();
  }

  long refused() {
    return refused.get();
  }

  StoreReply answer(StoreRequest request, BooleanSupplier abandoned) {
    try {
      return abandoned.getAsBoolean()
          ? refused(StoreError.UNAVAILABLE, "the connection ended")
          : ask(request, abandoned);
    } catch (StoreException e) {
      return refused(
          e.retryable() ? StoreError.UNAVAILABLE : StoreError.REJECTED,
          String.valueOf(e.getMessage()));
    } catch (BatchFormatException e) {
      return refused(StoreError.BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("the store failed at a request", e);
      return refused(StoreError.UNAVAILABLE, "the store failed; its log says how");
    }
  }

  private StoreReply.Refused refused(StoreError error, String message) {
    refused.incrementAndGet();
    return new StoreReply.Refused(error, message);
  }

  private StoreReply ask(StoreRequest request, BooleanSupplier abandoned) {
    return switch (request) {
      case StoreRequest.Append append -> {
        SampleBatch batch = codec.decode(append.batch());
        yield new StoreReply.Receipt(store.append(batch));
      }
      case StoreRequest.Scan scan -> rows(sink -> store.scan(scan.query(), sink), abandoned);
      case StoreRequest.Latest latest ->
          rows(sink -> store.latest(latest.query(), sink), abandoned);
      case StoreRequest.Aggregate aggregate -> buckets(aggregate.query(), abandoned);
      case StoreRequest.Gpus gpus -> {
        ListChunk<GpuSummary> chunk = ListChunk.ofGpus();
        store.gpus(gpus.query(), chunk);
        yield chunk.more() && chunk.elements().isEmpty()
            ? tooLarge("GPU")
            : new StoreReply.GpuList(chunk.more(), chunk.elements());
      }
      case StoreRequest.Metrics metrics -> metrics(metrics);
      case StoreRequest.Stats _ -> new StoreReply.Statistics(store.stats());
      case StoreRequest.Expire expire ->
          new StoreReply.Expired(store.expire(expire.olderThanMicros()));
      case StoreRequest.Hello _ ->
          throw new IllegalStateException("BUG: Hello is answered by the session");
    };
  }

  private StoreReply rows(Consumer<Predicate<StoredSample>> query, BooleanSupplier abandoned) {
    RowChunk chunk = new RowChunk();
    query.accept(row -> !abandoned.getAsBoolean() && chunk.test(row));
    return chunk.isTooSmall() ? tooLarge("row") : chunk.reply(codec);
  }

  private StoreReply buckets(AggregateQuery query, BooleanSupplier abandoned) {
    long begun = nanoTime.getAsLong();
    BucketChunk chunk = new BucketChunk(() -> nanoTime.getAsLong() - begun >= CHUNK_NANOS);
    store.aggregate(query, bucket -> !abandoned.getAsBoolean() && chunk.test(bucket));
    return chunk.isTooSmall() ? tooLarge("bucket") : chunk.reply();
  }

  private StoreReply metrics(StoreRequest.Metrics request) {
    SortedSet<String> all = store.metrics();
    ListChunk<String> chunk = ListChunk.ofNames();
    for (String metric : request.after().map(name -> all.tailSet(name + "\0")).orElse(all)) {
      if (!chunk.test(metric)) {
        break;
      }
    }
    return chunk.more() && chunk.elements().isEmpty()
        ? tooLarge("metric")
        : new StoreReply.MetricList(chunk.more(), chunk.elements());
  }

  private StoreReply.Refused tooLarge(String what) {
    return refused(StoreError.TOO_LARGE, "a " + what + " takes more than a frame");
  }
}
