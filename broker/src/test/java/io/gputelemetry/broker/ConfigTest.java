package io.gputelemetry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.broker.core.Now;
import io.gputelemetry.broker.core.TopicLimits;
import io.gputelemetry.broker.lease.Run;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.TopicSettings;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ConfigTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void defaults_areThoseThatAreDocumented() {
    assertThat(BrokerConfig.DEFAULT.topicsMax()).isEqualTo(100);
    assertThat(BrokerConfig.DEFAULT.drainTimeout()).hasSeconds(10);
    assertThat(BrokerConfig.DEFAULT.topic())
        .isEqualTo(
            new TopicConfig(
                JournalConfig.DEFAULT, TopicLimits.DEFAULT, 10_000, 67_108_864, 67_108_864));
    assertThat(TopicLimits.DEFAULT)
        .isEqualTo(
            new TopicLimits(
                Duration.ofSeconds(30),
                10_000,
                100,
                1_047_552,
                1_047_552,
                1_000,
                100_000,
                5,
                Durability.SYNCED,
                TopicSettings.Replay.OFF));
    assertThat(TopicLimits.DEFAULT.withVisibilityTimeout(SECOND).visibilityTimeout())
        .isEqualTo(SECOND);
  }

  @Test
  void values_outOfRange_areNamed() {
    JournalConfig journal = JournalConfig.DEFAULT;
    TopicLimits limits = TopicLimits.DEFAULT;
    assertNamed("topicsMax", () -> new BrokerConfig(TopicConfig.DEFAULT, 0, SECOND));
    assertNamed("drainTimeout", () -> new BrokerConfig(TopicConfig.DEFAULT, 1, SECOND.negated()));
    assertNamed("inboxEvents", () -> new TopicConfig(journal, limits, 0, 1 << 20, 0));
    assertNamed("inboxBytes", () -> new TopicConfig(journal, limits, 1, 99, 0));
    assertNamed("reserveBytes", () -> new TopicConfig(journal, limits, 1, 1 << 20, -1));
    assertNamed("visibilityTimeout", () -> limits.withVisibilityTimeout(Duration.ZERO));
    assertNamed("visibilityTimeout", () -> limits.withVisibilityTimeout(Duration.ofDays(25)));
    assertNamed("inFlightMax", () -> limits(0, 1, 1, 1, 1, 1));
    assertNamed("grantsMax", () -> limits(1, 0, 1, 1, 1, 1));
    assertNamed("batchBytesMax", () -> limits(1, 1, 0, 1, 1, 1));
    assertNamed("replyBytesMax", () -> limits(1, 1, 1, 0, 1, 1));
    assertNamed("namesMax", () -> limits(1, 1, 1, 1, 0, 1));
    assertNamed("producersMax", () -> limits(1, 1, 1, 1, 1, 0));
    assertNamed("monotonic", () -> new Now(-1, 0));
    assertNamed("no run", () -> new Run(1, 1, 0));
  }

  private static TopicLimits limits(int a, int b, int c, int d, int e, int f) {
    return new TopicLimits(SECOND, a, b, c, d, e, f, Durability.SYNCED);
  }

  private static void assertNamed(String name, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }
}
