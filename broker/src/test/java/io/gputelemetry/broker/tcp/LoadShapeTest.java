package io.gputelemetry.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.SimulatedDisk;
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
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.wire.ConnectionLimits;
import io.gputelemetry.wire.FrameClientConfig;
import io.gputelemetry.wire.FrameServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many publishers and consumers of one topic and group, whatever fits and whoever comes first. */
@Timeout(120)
class LoadShapeTest {
  private static final int MANY = 10;
  private static final int EACH = 30;
  private static final String TOPIC = "shape";
  private static final String GROUP = "group";

  private final Map<String, Integer> delivered = new ConcurrentHashMap<>();
  private volatile boolean over;
  private final AtomicLong repeated = new AtomicLong();
  private final CountDownLatch acked = new CountDownLatch(MANY * EACH);

  /** Who comes first. */
  enum Order {
    BROKER,
    PUBLISHERS,
    CONSUMERS
  }

  /** A capacity is both that of a connection and that of the topic's inbox. */
  @ParameterizedTest
  @CsvSource({
    "1, BROKER",
    "2, PUBLISHERS",
    "3, CONSUMERS",
    "1, CONSUMERS",
    "1, PUBLISHERS",
    "256, BROKER"
  })
  void everyMessage_isDeliveredOnce_withoutAStall(int capacity, Order order) throws Exception {
    int port = freePort();
    List<Runnable> publishers = new ArrayList<>();
    List<Runnable> consumers = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      int number = i;
      publishers.add(() -> publish(port, number));
      consumers.add(() -> consume(port));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> working = new ArrayList<>();
      switch (order) {
        case BROKER -> {
          // It is started below, before anybody else.
        }
        case PUBLISHERS -> publishers.forEach(each -> working.add(threads.submit(each)));
        case CONSUMERS -> consumers.forEach(each -> working.add(threads.submit(each)));
      }
      try (Broker broker = broker(capacity);
          TcpDoor _ = door(broker, port, capacity)) {
        if (order != Order.PUBLISHERS) {
          publishers.forEach(each -> working.add(threads.submit(each)));
        }
        if (order != Order.CONSUMERS) {
          consumers.forEach(each -> working.add(threads.submit(each)));
        }
        assertThat(acked.await(60, TimeUnit.SECONDS)).as(acked.getCount() + " left").isTrue();
        for (Future<?> each : working) {
          each.get(30, TimeUnit.SECONDS);
        }
      } finally {
        over = true;
      }
    }
    assertThat(delivered).hasSize(MANY * EACH);
    assertThat(delivered.values())
        .as("times each was delivered; requests repeated: " + repeated)
        .containsOnly(1);
  }

  private void publish(int port, int publisher) {
    try (MessageQueue queue = connect(port)) {
      for (int i = 0; i < EACH; i++) {
        byte[] payload = (publisher + "-" + i).getBytes(StandardCharsets.UTF_8);
        Message message = new Message("text/plain", 1, ByteBuffer.wrap(payload));
        Producer producer = new Producer(100 + publisher, 0, i, 0);
        untilDone(() ->
            accepted(queue.publish(TOPIC, producer, List.of(message), Duration.ofSeconds(5))));
      }
    }
  }

  private static QueueReply accepted(QueueReply reply) {
    if (reply instanceof QueueReply.Refused refused) {
      throw new QueueRefusedException(refused.error(), refused.message());
    }
    return reply;
  }

  private void consume(int port) {
    try (MessageQueue queue = connect(port)) {
      while (acked.getCount() > 0 && !over) {
        var leased =
            untilDone(() ->
                queue.lease(
                    TOPIC,
                    GROUP,
                    new StartPosition.Earliest(),
                    1,
                    1 << 16,
                    Duration.ofMillis(100)));
        for (Delivery delivery : leased.deliveries()) {
          String text = StandardCharsets.UTF_8.decode(delivery.message().payload()).toString();
          delivered.merge(text, 1, Integer::sum);
          boolean done = untilDone(() -> queue.ack(TOPIC, GROUP, leased.token()));
          assertThat(done).isTrue();
          acked.countDown();
        }
      }
    }
  }

  /** A full inbox and a broker that is not there yet are reasons to ask again. */
  private <T> T untilDone(Supplier<T> request) {
    while (!over) {
      try {
        return request.get();
      } catch (QueueUnavailableException e) {
        // The connection has waited for the broker as long as it may, and goes on trying.
        repeated.incrementAndGet();
      } catch (QueueRefusedException e) {
        assertThat(e.error().retryable()).as(String.valueOf(e.getMessage())).isTrue();
        repeated.incrementAndGet();
      }
    }
    throw new IllegalStateException("the test is over");
  }

  private static Broker broker(int inboxEvents) throws IOException {
    TopicConfig usual = TopicConfig.DEFAULT;
    TopicConfig topic =
        new TopicConfig(
            usual.journal(), usual.limits(), inboxEvents, usual.inboxBytes(), usual.reserveBytes());
    return Broker.open(
        new SimulatedDisk(),
        new BrokerConfig(topic, 10, Duration.ofSeconds(5)),
        new SystemClock(),
        new SplittableRandom(1),
        failure -> {
          throw new AssertionError(failure);
        });
  }

  private static TcpDoor door(Broker broker, int port, int maxInFlight) throws IOException {
    ConnectionLimits usual = ConnectionLimits.DEFAULTS;
    var limits =
        new ConnectionLimits(
            usual.maxFrameBytes(),
            maxInFlight,
            usual.maxOutboundBytes(),
            usual.idleTimeout(),
            usual.stallTimeout());
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new TcpDoor(
        new FrameServerConfig(address, 100, Duration.ofSeconds(1), limits),
        List.of(),
        new TcpDoor.Engine(broker::connect, new EventTimes(new SystemClock())),
        System::nanoTime);
  }

  private static MessageQueue connect(int port) {
    var hello = new QueueRequest.Hello("shape", "test", "");
    var config =
        new TcpQueueConfig(
            "127.0.0.1",
            port,
            hello,
            Duration.ofSeconds(2),
            Duration.ofMillis(200),
            FrameClientConfig.DEFAULTS);
    return new MessageQueue(TcpQueueConnection.connect(config), Duration.ofSeconds(20));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
