package io.gputelemetry.remote;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.frame.ReplyCodec;
import io.gputelemetry.store.frame.RequestCodec;
import io.gputelemetry.store.frame.RowChunk;
import io.gputelemetry.store.frame.StoreError;
import io.gputelemetry.store.frame.StoreFormatException;
import io.gputelemetry.store.frame.StoreFrame;
import io.gputelemetry.store.frame.StoreReply;
import io.gputelemetry.store.frame.StoreRequest;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.wire.FrameClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** One request, one reply: whatever else happens is a {@link StoreException}. */
final class StoreClient implements AutoCloseable {
  private final RemoteStoreConfig config;
  private final StoreLink link;
  private final LongSupplier nanoTime;
  private final AtomicLong numbers = new AtomicLong();

  StoreClient(RemoteStoreConfig config, LongSupplier nanoTime, RandomGenerator jitter) {
    this.config = config;
    this.nanoTime = nanoTime;
    this.link = new StoreLink(config, nanoTime, jitter);
    link.begin();
  }

  Optional<String> problem() {
    return link.problem();
  }

  <T extends StoreReply> T append(StoreRequest request, Class<T> expected) {
    return ask(request, expected, config.appendTimeout());
  }

  <T extends StoreReply> T query(StoreRequest request, Class<T> expected) {
    return ask(request, expected, config.queryTimeout());
  }

  Pages.Page<GpuSummary> gpus(GpuQuery query) {
    StoreReply.GpuList list = query(new StoreRequest.Gpus(query), StoreReply.GpuList.class);
    return new Pages.Page<>(list.more(), list.gpus());
  }

  Pages.Page<Bucket> buckets(AggregateQuery query) {
    StoreReply.Buckets reply = query(new StoreRequest.Aggregate(query), StoreReply.Buckets.class);
    return new Pages.Page<>(reply.more(), reply.buckets());
  }

  Pages.Page<String> metrics(Optional<String> after) {
    StoreReply.MetricList list =
        query(new StoreRequest.Metrics(after), StoreReply.MetricList.class);
    return new Pages.Page<>(list.more(), list.metrics());
  }

  Pages.Page<StoredSample> rows(StoreRequest request, SampleBatchCodec codec) {
    StoreReply.Rows rows = query(request, StoreReply.Rows.class);
    try {
      return new Pages.Page<>(rows.more(), RowChunk.rows(rows, codec));
    } catch (StoreFormatException e) {
      throw new StoreException("the store's rows are none: " + e.getMessage(), true, e);
    }
  }

  private <T extends StoreReply> T ask(StoreRequest request, Class<T> expected, Duration timeout) {
    long deadline = nanoTime.getAsLong() + timeout.toNanos();
    FrameClient client = link.client(timeout);
    long number = numbers.incrementAndGet();
    List<ByteBuffer> body = RequestCodec.encode(number, request);
    requireFrame(body);
    StoreReply reply = reply(client, number, body, deadline);
    if (reply instanceof StoreReply.Refused refused) {
      throw new StoreException(why(request, refused), refused.error().retryable());
    }
    if (!expected.isInstance(reply)) {
      client.close();
      throw new StoreException("the store answered something else: " + reply, true);
    }
    return expected.cast(reply);
  }

  /** What a refusal means; a store that is older than the aggregates calls them a bad request. */
  private String why(StoreRequest request, StoreReply.Refused refused) {
    boolean isOlder =
        request instanceof StoreRequest.Aggregate && refused.error() == StoreError.BAD_REQUEST;
    String told = "the store refused (" + refused.error() + "): " + refused.message();
    return isOlder
        ? "the store at " + config.url() + " is too old to aggregate, update it: " + told
        : told;
  }

  private static void requireFrame(List<ByteBuffer> body) {
    long bytes = body.stream().mapToLong(ByteBuffer::remaining).sum();
    if (bytes > StoreFrame.BYTES_MAX) {
      throw new StoreException(
          "a request of " + bytes + " bytes, at most " + StoreFrame.BYTES_MAX, false);
    }
  }

  private StoreReply reply(
      FrameClient client, long number, List<ByteBuffer> body, long deadlineNanos) {
    try {
      long left = Math.max(0, deadlineNanos - nanoTime.getAsLong());
      return ReplyCodec.decode(client.send(number, body).get(left, TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StoreException(
          "the connection to the store at "
              + config.url()
              + " was lost: "
              + Handshake.reason(cause),
          true,
          e);
    } catch (TimeoutException e) {
      throw new StoreException("the store at " + config.url() + " did not answer in time", true, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while the store was working", true, e);
    } catch (StoreFormatException e) {
      client.close();
      throw new StoreException("the store's reply is none: " + e.getMessage(), true, e);
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
