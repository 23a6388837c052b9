package io.gputelemetry.broker;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Lease;
import io.gputelemetry.queue.QueueRequest.Publish;
import io.gputelemetry.queue.QueueRequest.Read;
import io.gputelemetry.queue.StartPosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Requests as the tests of the broker make them. */
public final class Requests {
  private Requests() {}

  public static Publish publish(String topic, Producer producer, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    return new Publish(topic, producer, List.of(new Message("text/plain", 1, bytes)), 0);
  }

  public static Publish publish(String topic, String text) {
    return publish(topic, Producer.ANONYMOUS, text);
  }

  public static Lease lease(String topic, String group, int waitMillis) {
    return new Lease(topic, group, new StartPosition.Earliest(), 100, 1 << 20, waitMillis);
  }

  public static Read read(String topic, long offset) {
    return new Read(topic, new StartPosition.At(offset), 1 << 20, 0);
  }

  public static String text(Message message) {
    return StandardCharsets.UTF_8.decode(message.payload().duplicate()).toString();
  }

  /** The reply of a broker that has threads. */
  public static QueueReply call(QueueConnection connection, QueueRequest request) {
    return connection.send(request).orTimeout(10, TimeUnit.SECONDS).join();
  }
}
