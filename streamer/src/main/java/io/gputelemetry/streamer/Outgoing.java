package io.gputelemetry.streamer;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import java.util.List;

/**
 * What is on its way: it keeps its bytes and its number until the broker has answered.
 *
 * @param producer under whose name and number it goes
 * @param messages encoded batches, at least one
 */
record Outgoing(Producer producer, List<Message> messages) {
  int rows() {
    return messages.stream().mapToInt(Message::sampleCount).sum();
  }
}
