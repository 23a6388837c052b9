package io.gputelemetry.streamer.receive;

import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A queue that keeps what is published, or answers what it is told to. Any thread may call. */
final class TakingQueue implements QueueConnection {
  private final List<QueueRequest.Publish> taken = new ArrayList<>();
  private final Deque<CompletableFuture<QueueReply>> replies = new ArrayDeque<>();
  private Runnable whilePublishing = () -> {};

  /** The next publish is answered so, and not kept. */
  synchronized void answer(CompletableFuture<QueueReply> reply) {
    replies.add(reply);
  }

  synchronized void whilePublishing(Runnable happens) {
    whilePublishing = happens;
  }

  @Override
  public synchronized CompletableFuture<QueueReply> send(QueueRequest request) {
    if (!(request instanceof QueueRequest.Publish publish)) {
      throw new IllegalStateException("BUG: a receiver does not ask this: " + request);
    }
    whilePublishing.run();
    CompletableFuture<QueueReply> reply = replies.poll();
    if (reply != null) {
      return reply;
    }
    taken.add(publish);
    return CompletableFuture.completedFuture(
        new QueueReply.Published(taken.size() - 1, 1, Durability.SYNCED));
  }

  synchronized List<QueueRequest.Publish> taken() {
    return List.copyOf(taken);
  }

  synchronized List<Message> messages() {
    return taken.stream().flatMap(publish -> publish.messages().stream()).toList();
  }

  /** Every sample as {@code uuid metric labels event source value}. */
  List<String> samples() {
    SampleBatchCodec codec = new SampleBatchCodec();
    List<String> samples = new ArrayList<>();
    for (Message message : messages()) {
      SampleBatch batch = codec.decode(message.payload());
      for (int i = 0; i < batch.size(); i++) {
        var series = batch.dictionary().get(batch.series(i)).series();
        samples.add(
            "%s %s %s %d %d %s"
                .formatted(
                    series.uuid(),
                    series.metric(),
                    series.identityLabels(),
                    batch.eventTime(i),
                    batch.sourceTime(i),
                    batch.value(i)));
      }
    }
    return samples;
  }

  @Override
  public void close() {}
}
