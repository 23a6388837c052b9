package io.gputelemetry.systemtests.crash;

import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import io.gputelemetry.wire.FrameClientConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Publishers and consumers at the TCP door, which repeat what got no answer. */
final class QueueClients {
  static final String TOPIC = "killed";
  static final String GROUP = "group";
  static final Duration WAIT = Duration.ofSeconds(1);

  private static final int BATCH = 4;
  private static final String PADDING = "x".repeat(1_000);
  private static final Pattern KEY = Pattern.compile("(?:tcp|http)-\\d+-\\d+");
  private static final StartPosition EARLIEST = new StartPosition.Earliest();

  private final int port;
  private final PhaseFile phases;
  private final QueueHistory history;
  private volatile boolean publishing = true;
  private volatile boolean consuming = true;

  QueueClients(int port, PhaseFile phases, QueueHistory history) {
    this.port = port;
    this.phases = phases;
    this.history = history;
  }

  boolean isPublishing() {
    return publishing;
  }

  boolean isConsuming() {
    return consuming;
  }

  void endPublishing() {
    publishing = false;
  }

  void endConsuming() {
    consuming = false;
  }

  /** The key of a message, in whichever form it is stored. */
  static String key(Delivery delivery) {
    return key(StandardCharsets.UTF_8.decode(delivery.message().payload()).toString());
  }

  static String key(String text) {
    Matcher matcher = KEY.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("a message without a key: " + text);
    }
    return matcher.group();
  }

  static String padded(String key) {
    return "\"" + key + PADDING + "\"";
  }

  /** A connection that comes back soon. */
  MessageQueue connect() {
    QueueRequest.Hello hello = new QueueRequest.Hello("killer", "client", "");
    var connection =
        TcpQueueConnection.connect(
            new TcpQueueConfig(
                "127.0.0.1",
                port,
                hello,
                Duration.ofSeconds(2),
                Duration.ofMillis(500),
                FrameClientConfig.DEFAULTS));
    return new MessageQueue(new TracedConnection(connection, phases, 0), Duration.ofSeconds(10));
  }

  /** Publishes batch after batch under numbers, so that a repeat is recognised. */
  void publish(int publisher) {
    try (MessageQueue queue = connect()) {
      for (long number = 0; publishing; number++) {
        publishBatch(queue, publisher, number);
      }
    }
  }

  private void publishBatch(MessageQueue queue, int publisher, long number) {
    List<String> keys = new ArrayList<>();
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      String key = "tcp-" + publisher + "-" + (number * BATCH + i);
      keys.add(key);
      byte[] payload = padded(key).getBytes(StandardCharsets.UTF_8);
      messages.add(new Message("application/json", 0, ByteBuffer.wrap(payload)));
    }
    Producer producer = new Producer(1_000 + publisher, 0, number, 0);
    boolean done = false;
    while (!done && publishing) {
      try {
        done = noted(queue.publish(TOPIC, producer, messages, WAIT), keys);
      } catch (QueueUnavailableException e) {
        history.repeated();
      } catch (QueueRefusedException e) {
        requireRetryable(e);
      }
    }
  }

  private boolean noted(QueueReply reply, List<String> keys) {
    long first =
        switch (reply) {
          case QueueReply.Published published -> published.firstOffset();
          case QueueReply.Duplicate duplicate -> duplicate.firstOffset();
          case QueueReply.Refused refused when refused.error().retryable() -> -1;
          default -> throw new AssertionError("a publish was answered by " + reply);
        };
    if (first < 0) {
      history.repeated();
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      history.published(first + i, keys.get(i));
    }
    return true;
  }

  private static void requireRetryable(QueueRefusedException refused) {
    if (!refused.error().retryable()) {
      throw new AssertionError("refused for good", refused);
    }
  }

  /** Takes some messages, and acks them, until it is told to stop. */
  void consume() {
    try (MessageQueue queue = connect()) {
      while (consuming) {
        try {
          consumeSome(queue);
        } catch (QueueUnavailableException e) {
          // The broker is away, or the answer was lost with it: the messages come again.
          history.repeated();
        } catch (QueueRefusedException e) {
          requireRetryable(e);
        }
      }
    }
  }

  private void consumeSome(MessageQueue queue) {
    QueueReply.Leased leased = queue.lease(TOPIC, GROUP, EARLIEST, 16, 64 << 10, WAIT);
    List<Long> offsets = new ArrayList<>();
    for (Delivery delivery : leased.deliveries()) {
      history.delivered(delivery.offset(), key(delivery));
      offsets.add(delivery.offset());
    }
    long sent = System.nanoTime();
    if (!offsets.isEmpty() && queue.ack(TOPIC, GROUP, leased.token())) {
      offsets.forEach(offset -> history.acked(offset, sent));
    }
  }
}
