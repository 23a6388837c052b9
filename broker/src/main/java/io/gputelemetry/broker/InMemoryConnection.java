package io.gputelemetry.broker;

import io.gputelemetry.queue.Deliveries;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A session for those who look at messages: what is in a file is read from it for them. */
public final class InMemoryConnection implements QueueConnection {
  private final QueueConnection session;

  /** Over a session whose messages may be in files. */
  public InMemoryConnection(QueueConnection session) {
    this.session = session;
  }

  @Override
  public CompletableFuture<QueueReply> send(QueueRequest request) {
    return switch (request) {
      case QueueRequest.Read _ -> session.send(request).thenApply(this::loaded);
      case QueueRequest.Lease lease ->
          session.send(request).thenApply(reply -> loadedOrReleased(lease, reply));
      default -> session.send(request);
    };
  }

  @Override
  public void close() {
    session.close();
  }

  private QueueReply loadedOrReleased(QueueRequest.Lease request, QueueReply reply) {
    try {
      return loaded(reply);
    } catch (CompletionException e) {
      if (reply instanceof QueueReply.Leased leased) {
        var _ =
            session.send(
                new QueueRequest.Release(request.topic(), request.group(), leased.token()));
      }
      throw e;
    }
  }

  private QueueReply loaded(QueueReply reply) {
    try {
      return switch (reply) {
        case QueueReply.Chunk chunk when isInFile(chunk.runs()) ->
            new QueueReply.Chunk(loaded(chunk.runs()), chunk.nextOffset());
        case QueueReply.Leased leased when isInFile(leased.runs()) ->
            new QueueReply.Leased(leased.token(), leased.timeoutMillis(), loaded(leased.runs()));
        default -> reply;
      };
    } catch (IOException e) {
      throw new CompletionException(
          new QueueUnavailableException("the messages cannot be read now: " + e.getMessage(), e));
    }
  }

  private static boolean isInFile(List<DeliveryRun> runs) {
    return runs.stream().anyMatch(run -> run.messages().file().isPresent());
  }

  private static Deliveries loaded(List<DeliveryRun> runs) throws IOException {
    List<DeliveryRun> loaded = new ArrayList<>(runs.size());
    for (DeliveryRun run : runs) {
      loaded.add(run.loaded());
    }
    return Deliveries.of(loaded);
  }
}
