package io.gputelemetry.broker;

import io.gputelemetry.broker.topic.TopicConfig;
import java.time.Duration;

/**
 * Settings of a broker.
 *
 * @param topic settings of each topic
 * @param topicsMax topics there can be; default 100, each has a thread
 * @param drainTimeout how long a stopping broker waits for what is leased; default 10 s
 */
public record BrokerConfig(TopicConfig topic, int topicsMax, Duration drainTimeout) {

  /** All defaults. */
  public static final BrokerConfig DEFAULT =
      new BrokerConfig(TopicConfig.DEFAULT, 100, Duration.ofSeconds(10));

  public BrokerConfig {
    if (topicsMax < 1) {
      throw new IllegalArgumentException("topicsMax must be at least 1, not " + topicsMax);
    }
    if (drainTimeout.isNegative()) {
      throw new IllegalArgumentException("drainTimeout must not be below 0: " + drainTimeout);
    }
  }
}
