package io.gputelemetry.broker.core;

import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;

/** Everything that can happen to a topic. */
public sealed interface Event {

  /**
   * A session asks something.
   *
   * @param ticket under which it is answered, once; no other event has it
   */
  record Asked(long ticket, long session, QueueRequest request) implements Event {}

  /** A session ended: what it held is free, and what it asked is refused. */
  record SessionClosed(long session) implements Event {}

  /** Time went by. */
  record Tick() implements Event {}

  /**
   * All that was appended so far is as durable as it has to be, and everything below {@code end}
   * may be seen. Ends a turn: only now are its answers given out.
   */
  record Committed(long end) implements Event {}

  /** The answer to a {@link HandOver}. */
  record HandedOver(long id, QueueReply reply) implements Event {}

  /**
   * The broker is about to stop: no new work is taken or handed out. Answered when nobody holds
   * anything any more, or when the time is over.
   */
  record Drain(long ticket, long timeoutMillis) implements Event {}
}
