package io.gputelemetry.streamer.receive;

import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A queue that keeps what is published, recognises repeats, and refuses on demand. */
final class RecordingQueue implements QueueConnection {
  private final Set<Producer> known = new HashSet<>();
  private final List<SampleBatch> appended = new ArrayList<>();
  private Optional<QueueError> refusal = Optional.empty();
  private int takenBeforeRefusal;
  private int refusals;
  private boolean down;

  /** After so many batches everything is refused so often, for ever with -1. */
  synchronized void refuse(int after, QueueError error, int times) {
    takenBeforeRefusal = appended.size() + after;
    refusal = Optional.of(error);
    refusals = times;
  }

  synchronized void recover() {
    refusal = Optional.empty();
    down = false;
  }

  synchronized void goDown() {
    down = true;
  }

  synchronized List<SampleBatch> batches() {
    return List.copyOf(appended);
  }

  @Override
  public synchronized CompletableFuture<QueueReply> send(QueueRequest request) {
    if (down) {
      return CompletableFuture.failedFuture(new QueueUnavailableException("connection lost"));
    }
    return CompletableFuture.completedFuture(publish((QueueRequest.Publish) request));
  }

  private QueueReply publish(QueueRequest.Publish publish) {
    if (refusal.isPresent() && appended.size() >= takenBeforeRefusal && refusals != 0) {
      refusals--;
      return new QueueReply.Refused(refusal.get(), "because");
    }
    if (!known.add(publish.producer())) {
      return new QueueReply.Duplicate(-1);
    }
    appended.add(new SampleBatchCodec().decode(publish.messages().getFirst().payload()));
    return new QueueReply.Published(appended.size() - 1, 1, Durability.SYNCED);
  }

  @Override
  public void close() {}
}
