package io.gputelemetry.broker;

import io.gputelemetry.broker.core.TopicLimits;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.queue.AdminContract;
import io.gputelemetry.queue.QueueConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;

/** The contract within one process. */
class InProcessQueueContractTest extends AdminContract {
  private final ManualClock clock = new ManualClock();
  private final Broker broker;

  InProcessQueueContractTest() throws IOException {
    this.broker =
        Broker.open(
            new SimulatedDisk(),
            new BrokerConfig(TopicConfig.DEFAULT, 10, Duration.ZERO),
            clock,
            new SplittableRandom(1),
            failure -> {
              throw new AssertionError(failure);
            });
  }

  @AfterEach
  void close() throws IOException {
    broker.close();
  }

  @Override
  protected QueueConnection connect() {
    return broker.connect(SessionInfo.inProcess(instance(), "test"));
  }

  @Override
  protected String instance() {
    return "test";
  }

  @Override
  protected void advance(Duration time) {
    clock.advance(time);
  }

  @Override
  protected Duration visibilityTimeout() {
    return TopicLimits.DEFAULT.visibilityTimeout();
  }
}
