package io.gputelemetry.systemtests.crash;

import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the queue's log from its beginning: what was published, in the order of the sequence's
 * ranges.
 */
final class LogReader {
  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final MessageQueue queue;

  LogReader(MessageQueue queue) {
    this.queue = queue;
  }

  /** The batches by the number of their range; fails if one number was appended twice. */
  SortedMap<Long, SampleBatch> ranges() {
    SortedMap<Long, SampleBatch> ranges = new TreeMap<>();
    StartPosition from = new StartPosition.Earliest();
    while (true) {
      var chunk = queue.read(QueueRequest.DEFAULT_TOPIC, from, 512 << 10, Duration.ZERO);
      if (chunk.deliveries().isEmpty()) {
        return ranges;
      }
      for (Delivery delivery : chunk.deliveries()) {
        SampleBatch batch = codec.decode(delivery.message().payload());
        if (ranges.put(delivery.producerNumber(), batch) != null) {
          throw new AssertionError("range " + delivery.producerNumber() + " is in the log twice");
        }
      }
      from = new StartPosition.At(chunk.nextOffset());
    }
  }
}
