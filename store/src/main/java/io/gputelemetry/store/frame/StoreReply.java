package io.gputelemetry.store.frame;

import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.StoreStats;
import io.gputelemetry.store.WriteReceipt;
import java.nio.ByteBuffer;
import java.util.List;

/** What a store answers. */
public sealed interface StoreReply {
  /** Welcome. */
  record Done() implements StoreReply {}

  /** The batch is stored. */
  record Receipt(WriteReceipt receipt) implements StoreReply {}

  /**
   * A chunk of rows.
   *
   * @param more whether there are rows behind it that the query asks for
   * @param batch the rows in the binary form of a sample batch, in the order of the query
   * @param ingested when they were accepted, as runs over the rows
   */
  record Rows(boolean more, ByteBuffer batch, List<IngestRun> ingested) implements StoreReply {
    public Rows {
      ingested = List.copyOf(ingested);
    }
  }

  /** A number of rows that follow each other and were accepted at the same time. */
  record IngestRun(int rows, long ingestedAtMicros) {}

  /**
   * A chunk of buckets, in the order of the answer.
   *
   * @param more whether there may be buckets behind it that the query asks for
   */
  record Buckets(boolean more, List<Bucket> buckets) implements StoreReply {
    public Buckets {
      buckets = List.copyOf(buckets);
    }
  }

  /**
   * A chunk of GPUs.
   *
   * @param more whether there are GPUs behind it that the query asks for
   */
  record GpuList(boolean more, List<GpuSummary> gpus) implements StoreReply {
    public GpuList {
      gpus = List.copyOf(gpus);
    }
  }

  /**
   * A chunk of metric names, in order.
   *
   * @param more whether there are names behind it
   */
  record MetricList(boolean more, List<String> metrics) implements StoreReply {
    public MetricList {
      metrics = List.copyOf(metrics);
    }
  }

  /** Counts and bounds. */
  record Statistics(StoreStats stats) implements StoreReply {}

  /** How many samples were removed. */
  record Expired(long samples) implements StoreReply {}

  /**
   * The request was not done, or with correlation id 0 the connection is not wanted.
   *
   * @param message for a person; at most 1,000 characters are sent
   */
  record Refused(StoreError error, String message) implements StoreReply {}
}
