package io.gputelemetry.embedded;

import io.gputelemetry.store.WriteReceipt;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the owner thread is asked to do. */
sealed interface StoreEvent {

  /** Answered when it is done, or when the owner has failed. */
  CompletableFuture<?> reply();

  /** Store rows; {@code encoded} is their form in the log, if all of them have numbers already. */
  record Append(BatchRows rows, Optional<ByteBuffer> encoded, CompletableFuture<WriteReceipt> reply)
      implements StoreEvent {}

  /** Drop the files that hold nothing as new as this. */
  record Expire(long olderThanMicros, CompletableFuture<Long> reply) implements StoreEvent {}

  /** Seal the head and make the files as few as they can be. */
  record Compact(CompletableFuture<Boolean> reply) implements StoreEvent {}
}
