package io.gputelemetry.embedded.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.frame.StoreError;
import io.gputelemetry.store.frame.StoreFrame;
import io.gputelemetry.store.frame.StoreReply;
import io.gputelemetry.store.frame.StoreRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreCallsTest {
  private static final int BUCKETS = 21;

  private final MemoryStore store = new MemoryStore(64 << 20, () -> 7);
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

  @Test
  void aggregate_thatTakesLong_isAnsweredInChunks() {
    fill();
    // Two looks at the clock are within the time of a chunk, the third one is not.
    StoreCalls calls =
        new StoreCalls(store, 1, () -> clock.addAndGet(StoreCalls.CHUNK_NANOS * 2 / 3));
    AggregateQuery rest = AggregateQuery.all(1);
    List<Bucket> seen = new ArrayList<>();
    int chunks = 0;
    for (boolean more = true; more; chunks++) {
      StoreReply.Buckets chunk = aggregate(calls, rest);
      assertThat(chunk.buckets()).hasSizeLessThanOrEqualTo(2);
      seen.addAll(chunk.buckets());
      rest = rest.from(seen.getLast().position(), BUCKETS - seen.size() + 1);
      more = chunk.more();
    }

    assertThat(chunks).isEqualTo((BUCKETS + 1) / 2);
    assertThat(seen).isEqualTo(whole());
  }

  private List<Bucket> whole() {
    StoreReply.Buckets reply = aggregate(new StoreCalls(store, 1, () -> 0), AggregateQuery.all(1));
    assertThat(reply.more()).isFalse();
    assertThat(reply.buckets()).hasSize(BUCKETS);
    return reply.buckets();
  }

  @Test
  void aggregate_nobodyWaitsFor_isNotWorkedFor() {
    fill();
    AtomicLong looks = new AtomicLong();
    var reply =
        new StoreCalls(store, 1, () -> 0)
            .answer(
                new StoreRequest.Aggregate(AggregateQuery.all(1)),
                () -> looks.incrementAndGet() > 4);

    assertThat(looks).hasValue(5);
    assertThat(((StoreReply.Buckets) reply).buckets()).hasSize(3);
  }

  @Test
  void bucket_thatNoFrameHolds_isRefused() {
    store.append(BatchOf.single(BatchOf.series(1, "x".repeat(StoreFrame.BYTES_MAX)), 1, 1));
    var calls = new StoreCalls(store, 1, () -> 0);

    assertThat(calls.answer(new StoreRequest.Aggregate(AggregateQuery.all(1)), () -> false))
        .isEqualTo(
            new StoreReply.Refused(StoreError.TOO_LARGE, "a bucket takes more than a frame"));
  }

  private static StoreReply.Buckets aggregate(StoreCalls calls, AggregateQuery query) {
    return (StoreReply.Buckets) calls.answer(new StoreRequest.Aggregate(query), () -> false);
  }

  private void fill() {
    BatchOf batch = new BatchOf();
    for (int i = 0; i < BUCKETS; i++) {
      batch.row(BatchOf.series(i % 4, "M"), i, i);
    }
    store.append(batch.build());
  }
}
