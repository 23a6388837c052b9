package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.QueueRequest.Ack;
import io.gputelemetry.queue.QueueRequest.AckRange;
import io.gputelemetry.queue.QueueRequest.Extend;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.QueueRequest.Release;

/** What a member says of messages that it holds. */
record Settlement(Kind kind, long token, long from, long to, int delayMillis) {
  /** Whether the messages are to become dead letters at once. */
  boolean isNeverAgain() {
    return kind == Kind.NACK && delayMillis == Nack.NEVER_AGAIN;
  }

  enum Kind {
    ACK,
    NACK,
    RELEASE,
    EXTEND
  }

  static Settlement of(Ack ack) {
    return new Settlement(Kind.ACK, ack.token(), 0, Long.MAX_VALUE, 0);
  }

  static Settlement of(AckRange ack) {
    return new Settlement(Kind.ACK, ack.token(), ack.from(), ack.to(), 0);
  }

  static Settlement of(Nack nack) {
    return new Settlement(Kind.NACK, nack.token(), nack.from(), nack.to(), nack.delayMillis());
  }

  static Settlement of(Release release) {
    return new Settlement(Kind.RELEASE, release.token(), 0, Long.MAX_VALUE, 0);
  }

  static Settlement of(Extend extend) {
    return new Settlement(Kind.EXTEND, extend.token(), 0, Long.MAX_VALUE, 0);
  }
}
