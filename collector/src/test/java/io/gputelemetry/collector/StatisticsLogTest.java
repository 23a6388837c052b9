package io.gputelemetry.collector;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gputelemetry.store.StoreException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The line that a collector writes every 30 s. */
final class StatisticsLogTest extends CollectorFixture {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Collector.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void line_isWrittenEvery30Seconds_withTheRatesSinceTheLast_andTheWhole() {
    queue.put(batch(0, 45_000));
    Collector collector = collector(1);
    collector.doWork();
    assertThat(lines()).isEmpty();
    pass(30);
    collector.doWork();
    assertThat(lines())
        .containsExactly(
            "last 30 s: 0.0 messages/s, 1,487.6 samples/s stored, 0 duplicates, 0 conflicts,"
                + " 0 dropped, 0 dead letters, 0 redelivered, 0 store retries, 0 leases lost; since"
                + " the start: 1 messages, 45,000 samples stored, 0 duplicates, 0 conflicts,"
                + " 0 dropped, 0 dead letters, 0 redelivered, 0 store retries, 0 leases lost");
    pass(15);
    collector.doWork();
    assertThat(lines()).hasSize(1);
    queue.put(batch(0, 3));
    collector.doWork();
    pass(15);
    collector.doWork();
    assertThat(lines()).hasSize(2);
    assertThat(lines().getLast())
        .contains("0.0 samples/s stored, 3 duplicates,")
        .contains("45,000 samples stored, 3 duplicates,");
  }

  @Test
  void line_isWrittenWhileTheStoreIsDown() {
    for (int i = 0; i < 40; i++) {
      store.failures.add(new StoreException("the disk is full", true));
    }
    queue.put(batch(0, 10));
    collector(1).doWork();

    assertThat(lines().stream().filter(line -> line.contains("store retries")))
        .hasSizeBetween(3, 8);
    assertThat(lines().getFirst()).contains("0 samples stored");
  }

  @Test
  void line_ofTheRest_isWrittenAtTheEnd() {
    Collector collector = collector(1);
    collector.close();
    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst()).startsWith("last 0 s: 0.0 messages/s");
  }

  private void pass(int seconds) {
    clock.sleepNanos(TimeUnit.SECONDS.toNanos(seconds));
  }
}
