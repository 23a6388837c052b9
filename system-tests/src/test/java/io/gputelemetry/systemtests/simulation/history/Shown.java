package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueRequest.Publish;
import java.util.List;

/** Requests and replies for people: without payloads, short. */
final class Shown {
  private Shown() {}

  static String of(Object detail) {
    return switch (detail) {
      case Publish publish ->
          "Publish["
              + publish.topic()
              + ", "
              + publish.producer()
              + ", "
              + publish.messages().size()
              + " messages]";
      case Leased leased ->
          "Leased["
              + leased.token()
              + ", "
              + leased.timeoutMillis()
              + " ms, "
              + runs(leased.runs())
              + "]";
      case Chunk chunk -> "Chunk[" + runs(chunk.runs()) + ", next " + chunk.nextOffset() + "]";
      case QueueReply.Described described -> "Described[" + described.state() + "]";
      default -> detail.toString();
    };
  }

  private static String runs(List<DeliveryRun> runs) {
    StringBuilder text = new StringBuilder();
    for (DeliveryRun run : runs) {
      long behind = run.firstOffset() + run.messages().size();
      text.append(run.firstOffset()).append("..").append(behind - 1);
      text.append(" of ").append(Long.toHexString(run.producerId())).append('#');
      text.append(run.producerNumber()).append(" (").append(run.deliveries()).append(") ");
    }
    return text.toString().strip();
  }
}
