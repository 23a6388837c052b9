package io.gputelemetry.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.queue.Publisher;
import io.gputelemetry.queue.PublisherConfig;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.Receipt;
import io.gputelemetry.queue.Received;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.Subscriber;
import io.gputelemetry.queue.SubscriberConfig;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.wire.FrameServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publisher and subscribers over sockets that are cut again and again. */
@Timeout(120)
class ClientTest {
  private static final int MESSAGES = 20_000;
  private static final int CUTS = 10;
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Broker broker;
  private TcpDoor door;
  private final int port;

  ClientTest(@TempDir Path directory) throws IOException {
    this.broker =
        Broker.open(
            RealDisk.at(directory),
            new BrokerConfig(TopicConfig.DEFAULT, 10, Duration.ZERO),
            new SystemClock(),
            new SplittableRandom(1),
            failure -> {
              throw new AssertionError(failure);
            });
    this.door = open(0);
    this.port = door.port();
  }

  @AfterEach
  void close() throws IOException {
    door.close();
    broker.close();
  }

  @Test
  void cutConnections_nothingIsLost_streamSeesEachOnce_groupAtLeastOnce() throws Exception {
    CompletableFuture<List<Integer>> stream =
        CompletableFuture.supplyAsync(() -> follow(new StartPosition.Earliest()));
    CompletableFuture<BitSet> group = CompletableFuture.supplyAsync(this::share);
    List<Receipt> receipts = new ArrayList<>();
    try (TcpQueueConnection connection = connect();
        Publisher publisher = Publisher.of(connection, PublisherConfig.of("t"))) {
      for (int i = 0; i < MESSAGES; i++) {
        receipts.add(publisher.publish(ByteBuffer.allocate(200).putInt(i).array()));
        if (i % (MESSAGES / CUTS) == MESSAGES / CUTS / 2) {
          door.close();
          door = open(port);
        }
      }
    }
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(receipts.get(i).offset()).isEqualTo(i);
    }
    assertThat(stream.join()).hasSize(MESSAGES).isSorted().doesNotHaveDuplicates();
    assertThat(group.join().cardinality()).isEqualTo(MESSAGES);
  }

  private List<Integer> follow(StartPosition from) {
    List<Integer> seen = new ArrayList<>();
    try (TcpQueueConnection connection = connect();
        Subscriber subscriber = Subscriber.of(connection, SubscriberConfig.stream("t", from))) {
      while (seen.size() < MESSAGES) {
        next(subscriber).forEach((_, buffer, at, _) -> seen.add(buffer.getInt(at)));
      }
    }
    return seen;
  }

  private BitSet share() {
    BitSet acked = new BitSet();
    try (TcpQueueConnection connection = connect();
        Subscriber subscriber = Subscriber.of(connection, SubscriberConfig.group("t", "g"))) {
      while (acked.cardinality() < MESSAGES) {
        Received received = next(subscriber);
        received.forEach((_, buffer, at, _) -> acked.set(buffer.getInt(at)));
        var _ = received.ack();
      }
    }
    return acked;
  }

  private static Received next(Subscriber subscriber) {
    try {
      Optional<Received> next = subscriber.next(SOON);
      return next.orElseThrow(() -> new AssertionError("nothing came"));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private TcpQueueConnection connect() {
    return TcpQueueConnection.connect(
        TcpQueueConfig.of("localhost", port, new QueueRequest.Hello("test", "test", "")));
  }

  private TcpDoor open(int at) throws IOException {
    return new TcpDoor(
        FrameServerConfig.listeningOn(new InetSocketAddress(InetAddress.getLoopbackAddress(), at)),
        List.of(),
        new TcpDoor.Engine(broker::connectToSend, new EventTimes(new SystemClock())),
        System::nanoTime);
  }
}
