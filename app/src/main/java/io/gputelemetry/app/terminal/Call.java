package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.store.Stores;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import java.time.Duration;
import java.util.Optional;

/**
 * One call of a verb.
 *
 * @param queue the connection; empty for verbs that need none
 * @param stores opens the store that is named
 */
record Call(
    Asked asked, Output output, Machine machine, Optional<MessageQueue> queue, Stores stores) {

  MessageQueue required() {
    return queue.orElseThrow(() -> new IllegalStateException("BUG: a verb without a connection"));
  }

  /** Asks what has a reply of this kind. */
  <R extends QueueReply> R administer(AdminRequest request, Class<R> kind) {
    return kind.cast(required().administer(request));
  }

  /** A topic that is there, with how it is. */
  QueueReply.Described describe(String topic) {
    return administer(new AdminRequest.DescribeTopic(topic), QueueReply.Described.class);
  }

  /** Looking must not make a topic. Whoever may not describe it may still read it. */
  void requireTopic(String topic) {
    try {
      describe(topic);
    } catch (QueueRefusedException e) {
      if (e.error() == QueueError.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Whether the process was asked to stop. */
  boolean isStopped() throws InterruptedException {
    return machine.end().awaitStop(Duration.ZERO);
  }

  /** What is not there. */
  static StartException none(String what) {
    return new StartException(ExitCode.DIFFERENT, "there is no " + what);
  }
}
