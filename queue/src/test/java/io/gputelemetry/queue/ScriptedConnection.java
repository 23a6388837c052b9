package io.gputelemetry.queue;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A connection whose other end is the test: it takes requests in their order and answers them. */
final class ScriptedConnection implements QueueConnection {
  private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
  private final Queue<Consumer<Asked>> atOnce = new ConcurrentLinkedQueue<>();

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
    Consumer<Asked> answer = atOnce.poll();
    if (answer == null) {
      asked.add(one);
    } else {
      answer.accept(one);
    }
    return one.reply();
  }

  /** The next requests fail before {@code send} returns. */
  void loseAtOnce(int requests) {
    for (int i = 0; i < requests; i++) {
      atOnce.add(Asked::lose);
    }
  }

  /** The next request is answered before {@code send} returns. */
  void answerAtOnce(QueueReply reply) {
    atOnce.add(one -> one.answer(reply));
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
