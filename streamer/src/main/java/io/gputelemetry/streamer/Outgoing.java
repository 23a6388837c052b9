package io.gputelemetry.streamer;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;

/**
 * A batch on its way: it keeps its bytes and its number until the broker has answered.
 *
 * @param producer under whose name and number it goes
 * @param message the encoded batch
 */
record Outgoing(Producer producer, Message message) {
  int rows() {
    return message.sampleCount();
  }
}
