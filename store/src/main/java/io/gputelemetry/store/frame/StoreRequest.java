package io.gputelemetry.store.frame;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.ScanQuery;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What a client asks a store for. */
public sealed interface StoreRequest {
  /**
   * Who is connecting.
   *
   * @param instance name of the process
   * @param role of the process
   * @param token empty for none; never shown
   */
  record Hello(String instance, String role, String token) implements StoreRequest {
    /** Longest name, in bytes of UTF-8. */
    public static final int NAME_BYTES_MAX = 256;

    /** Longest token, in bytes of UTF-8. */
    public static final int TOKEN_BYTES_MAX = 4096;

    @Override
    public String toString() {
      return role + " " + instance;
    }
  }

  /**
   * Stores a batch.
   *
   * @param batch its binary form; a decoded request has a view over the body
   */
  record Append(ByteBuffer batch) implements StoreRequest {}

  /** The first chunk of rows; the query behind the last row of a chunk asks for the next one. */
  record Scan(ScanQuery query) implements StoreRequest {}

  /** The first chunk of newest rows; continued like {@link Scan}. */
  record Latest(LatestQuery query) implements StoreRequest {}

  /** The first chunk of buckets; continued like {@link Scan}, behind the last bucket. */
  record Aggregate(AggregateQuery query) implements StoreRequest {}

  /** The first chunk of GPUs; continued like {@link Scan}. */
  record Gpus(GpuQuery query) implements StoreRequest {}

  /**
   * The first chunk of metric names.
   *
   * @param after only names behind this one
   */
  record Metrics(Optional<String> after) implements StoreRequest {}

  /** Counts and bounds. */
  record Stats() implements StoreRequest {}

  /** Removes what is older. */
  record Expire(long olderThanMicros) implements StoreRequest {}
}
