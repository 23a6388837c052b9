package io.gputelemetry.broker.tcp;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.access.AccessToken;
import io.gputelemetry.broker.core.TopicLimits;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.queue.AdminContract;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.wire.FrameServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract over real sockets with a real broker on a real disk. */
class TcpQueueContractTest extends AdminContract {
  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  private final ShiftedClock clock = new ShiftedClock();
  private final Broker broker;
  private final TcpDoor door;

  TcpQueueContractTest(@TempDir Path directory) throws IOException {
    TopicLimits limits = TopicLimits.DEFAULT.withVisibilityTimeout(VISIBILITY);
    TopicConfig defaults = TopicConfig.DEFAULT;
    TopicConfig topic =
        new TopicConfig(
            defaults.journal(),
            limits,
            defaults.inboxEvents(),
            defaults.inboxBytes(),
            defaults.reserveBytes());
    this.broker =
        Broker.open(
            RealDisk.at(directory),
            new BrokerConfig(topic, 10, Duration.ZERO),
            clock,
            new SplittableRandom(1),
            failure -> {
              throw new AssertionError(failure);
            });
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    this.door =
        new TcpDoor(
            FrameServerConfig.listeningOn(address),
            List.of(AccessToken.ofEverything("secret")),
            new TcpDoor.Engine(broker::connect, new EventTimes(clock)),
            System::nanoTime);
  }

  @AfterEach
  void close() throws IOException {
    door.close();
    broker.close();
  }

  @Override
  protected QueueConnection connect() {
    var hello = new QueueRequest.Hello("test", "test", "secret");
    return TcpQueueConnection.connect(TcpQueueConfig.of("localhost", door.port(), hello));
  }

  @Override
  protected String instance() {
    return "test";
  }

  @Override
  protected void advance(Duration time) {
    clock.shift(time);
  }

  @Override
  protected Duration visibilityTimeout() {
    return VISIBILITY;
  }

  /** The system's clock, ahead by as much as the test says. */
  private static final class ShiftedClock implements Clock {
    private final Clock system = new SystemClock();
    private final AtomicLong aheadNanos = new AtomicLong();

    void shift(Duration time) {
      aheadNanos.addAndGet(time.toNanos());
    }

    @Override
    public long epochMicros() {
      return system.epochMicros() + aheadNanos.get() / 1000;
    }

    @Override
    public long monotonicNanos() {
      return system.monotonicNanos() + aheadNanos.get();
    }

    @Override
    public void sleepNanos(long nanos) throws InterruptedException {
      system.sleepNanos(nanos);
    }
  }
}
