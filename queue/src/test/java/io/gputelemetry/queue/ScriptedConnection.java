package io.gputelemetry.queue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A connection whose other end is the test: it takes requests in their order and answers them. */
final class ScriptedConnection implements QueueConnection {
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();

  /** A request that waits for its answer. */
  record Asked(QueueRequest request, CompletableFuture<QueueReply> reply) {
    void answer(QueueReply answer) {
      reply.complete(answer);
    }

    void lose() {
      reply.completeExceptionally(new QueueUnavailableException("lost"));
    }

    QueueRequest.Publish publish() {
      return (QueueRequest.Publish) request;
    }

    long number() {
      return publish().producer().number();
    }
  }

  @Override
  public CompletableFuture<QueueReply> send(QueueRequest request) {
    Asked one = new Asked(request, new CompletableFuture<>());
    asked.add(one);
    return one.reply();
  }

  /** The next request, waited for. */
  Asked next() throws InterruptedException {
    Asked next = asked.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was asked");
    }
    return next;
  }

  /** Requests that were sent and not looked at yet. */
  List<QueueRequest> waiting() {
    return asked.stream().map(Asked::request).toList();
  }

  @Override
  public void close() {
    throw new AssertionError("the connection belongs to somebody else");
  }
}
