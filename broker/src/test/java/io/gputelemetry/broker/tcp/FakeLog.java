package io.gputelemetry.broker.tcp;

import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A log of equal messages that gives one at each read. Its old end can be cut off. */
final class FakeLog {
  private final long first;
  private final AtomicLong end;
  private final AtomicLong given = new AtomicLong();
  private final Message message;
  private CompletableFuture<QueueReply> waiting = new CompletableFuture<>();
  private long waitsAt = -1;

  FakeLog(long first, long end) {
    this(first, end, "1");
  }

  FakeLog(long first, long end, String payload) {
    this.first = first;
    this.end = new AtomicLong(end);
    this.message = new Message("application/json", 0, StandardCharsets.UTF_8.encode(payload));
  }

  /** How many were given out. */
  long given() {
    return given.get();
  }

  synchronized void append() {
    end.incrementAndGet();
    if (waitsAt >= 0) {
      waiting.complete(chunk(waitsAt));
    }
  }

  synchronized CompletableFuture<QueueReply> answer(QueueRequest request) {
    QueueRequest.Read read = (QueueRequest.Read) request;
    long at =
        switch (read.from()) {
          case StartPosition.Earliest() -> first;
          case StartPosition.Latest() -> end.get();
          case StartPosition.At(long offset) -> offset > end.get() ? -1 : Math.max(first, offset);
          case StartPosition.Since(long micros) -> throw new IllegalStateException("no " + micros);
        };
    if (at < 0) {
      return CompletableFuture.completedFuture(
          new QueueReply.Refused(QueueError.BAD_REQUEST, "offsets go from 0 to " + end));
    }
    if (at < end.get() || read.waitMillis() == 0) {
      return CompletableFuture.completedFuture(chunk(at));
    }
    waitsAt = at;
    waiting = new CompletableFuture<>();
    return waiting;
  }

  private QueueReply chunk(long at) {
    if (at >= end.get()) {
      return new QueueReply.Chunk(List.of(), at);
    }
    given.incrementAndGet();
    return new QueueReply.Chunk(List.of(new Delivery(at, 7, 0, 0, 1, message)), at + 1);
  }
}
