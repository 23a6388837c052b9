package io.gputelemetry.broker.tcp;

import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/** An engine that answers as the test says. */
final class FakeEngine implements Function<SessionInfo, QueueConnection> {
  final BlockingQueue<SessionInfo> sessions = new LinkedBlockingQueue<>();
  final BlockingQueue<SessionInfo> ended = new LinkedBlockingQueue<>();
  final BlockingQueue<QueueRequest> requests = new LinkedBlockingQueue<>();
  volatile Function<QueueRequest, CompletableFuture<QueueReply>> answers =
      _ -> CompletableFuture.completedFuture(new QueueReply.NoRange());

  void answer(QueueReply reply) {
    answers = _ -> CompletableFuture.completedFuture(reply);
  }

  TcpDoor.Engine served() {
    return new TcpDoor.Engine(this, new EventTimes(new SystemClock()));
  }

  @Override
  public QueueConnection apply(SessionInfo info) {
    sessions.add(info);
    return new QueueConnection() {
      @Override
      public CompletableFuture<QueueReply> send(QueueRequest request) {
        requests.add(request);
        return answers.apply(request);
      }

      @Override
      public void close() {
        ended.add(info);
      }
    };
  }
}
