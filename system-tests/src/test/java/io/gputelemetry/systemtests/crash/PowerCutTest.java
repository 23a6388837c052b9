package io.gputelemetry.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cuts the power of the broker's disk while publishers work, and opens what is left: at {@code
 * synced} everything that was acknowledged before is there; at {@code written} some of the end is
 * lost, or the power was not cut at all, and never anything else.
 */
@Tag("proof")
class PowerCutTest {
  private static final int CUTS = Integer.getInteger("powerCuts", 60);
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final int PAYLOAD_BYTES = 600;
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final Random random = new Random(SEED);
  private final Acknowledged synced = new Acknowledged(Durability.SYNCED);
  private final Acknowledged written = new Acknowledged(Durability.WRITTEN);
  private int cutsThatLost;
  private long checked;
  private volatile boolean publishing = true;

  /** What the broker said is in the topic of a level: the number of each message by its offset. */
  private record Acknowledged(Durability level, ConcurrentSkipListMap<Long, Long> numbers) {
    Acknowledged(Durability level) {
      this(level, new ConcurrentSkipListMap<>());
    }

    String topic() {
      return level.name().toLowerCase(Locale.ROOT);
    }

    NavigableMap<Long, Long> now() {
      return new TreeMap<>(numbers);
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void powerCutAgainAndAgain_keepsWhatWasSynced(@TempDir Path directory) throws Exception {
    LoopDisk.missing(directory).ifPresent(PowerCutTest::notRun);
    Ports ports = Ports.free();
    try (LoopDisk disk = LoopDisk.mount(directory);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      RoleProcess broker = broker(directory, disk.data(), ports);
      broker.start();
      try {
        Future<?>[] working = begin(threads, ports.tcp());
        cutAgainAndAgain(disk);
        publishing = false;
        for (Future<?> each : working) {
          each.get(30, TimeUnit.SECONDS);
        }
      } finally {
        publishing = false;
        broker.discard();
      }
    }
    System.out.printf(
        "power cuts: %d, seed %d; %d messages compared, the end of \"written\" was lost in %d%n",
        CUTS, SEED, checked, cutsThatLost);
    assertThat(cutsThatLost)
        .as("cuts in which something unsynced was lost")
        .isGreaterThan(CUTS / 2);
  }

  private static void notRun(String why) {
    System.out.println("power cuts: NOT RUN (capability): " + why);
    Assumptions.abort("NOT RUN (capability): " + why);
  }

  private static RoleProcess broker(Path directory, Path data, Ports ports) {
    return new RoleProcess(
        "broker",
        "broker",
        directory,
        Map.of(
            "DATA_DIR",
            data.resolve("queue").toString(),
            "TCP_ADDR",
            "127.0.0.1:" + ports.tcp(),
            "HTTP_ADDR",
            "127.0.0.1:" + ports.http(),
            // Segments of 1 MiB, so that cuts fall into their beginnings too.
            "MAX_LOG_BYTES",
            "16MiB",
            "LOG_FORMAT",
            "text"));
  }

  private Future<?>[] begin(ExecutorService threads, int port) {
    return Stream.of(synced, written)
        .map(level -> threads.submit(() -> publish(port, level)))
        .toArray(Future<?>[]::new);
  }

  /**
   * One message after the other; the log forgets its oldest part, which its group does not hold.
   */
  private void publish(int port, Acknowledged to) {
    TopicSettings settings =
        new TopicSettings(Optional.of(to.level()), 0, Duration.ZERO, Duration.ZERO, 0);
    var group =
        new AdminRequest.CreateGroup(to.topic(), "slow", new StartPosition.Earliest(), false);
    try (MessageQueue queue = Verdict.queue(port)) {
      Awaitility.await()
          .ignoreExceptionsInstanceOf(QueueUnavailableException.class)
          .until(() ->
              queue.administer(new AdminRequest.CreateTopic(to.topic(), settings))
                      instanceof QueueReply.Done
                  && queue.administer(group) instanceof QueueReply.Positioned);
      for (long number = 0; publishing; number++) {
        ByteBuffer payload = ByteBuffer.allocate(PAYLOAD_BYTES).putLong(0, number);
        Message message = new Message("application/octet-stream", 0, payload);
        QueueReply reply =
            queue.publish(to.topic(), new Producer(7, 0, number, 0), List.of(message), WAIT);
        if (!(reply instanceof QueueReply.Published published)) {
          throw new AssertionError("a publish was answered by " + reply);
        }
        to.numbers().put(published.firstOffset(), number);
      }
    }
  }

  private void cutAgainAndAgain(LoopDisk disk) throws IOException, InterruptedException {
    for (int cut = 0; cut < CUTS; cut++) {
      long before = synced.numbers().size();
      Awaitility.await().until(() -> synced.numbers().size() > before + 20);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
      NavigableMap<Long, Long> durable = synced.now();
      NavigableMap<Long, Long> doubtful = written.now();
      compare(disk.cut(), durable, doubtful);
      disk.forget();
    }
  }

  private void compare(
      Path left, NavigableMap<Long, Long> durable, NavigableMap<Long, Long> doubtful)
      throws IOException {
    try (Broker broker =
            Broker.open(
                RealDisk.at(left.resolve("queue").resolve("broker")),
                new BrokerConfig(TopicConfig.DEFAULT, 10, Duration.ZERO),
                new SystemClock(),
                new SplittableRandom(1),
                PowerCutTest::failed);
        MessageQueue queue =
            new MessageQueue(broker.connect(SessionInfo.inProcess("cut", "reader")), WAIT)) {
      compare(durable, log(queue, synced.topic()));
      NavigableMap<Long, Long> rest = log(queue, written.topic());
      cutsThatLost += last(doubtful) > last(rest) ? 1 : 0;
      compare(new TreeMap<>(doubtful.headMap(last(rest), true)), rest);
    }
  }

  /** Everything that was said to be there is, unless it has left the log. */
  private void compare(NavigableMap<Long, Long> said, NavigableMap<Long, Long> log) {
    long first = log.isEmpty() ? 0 : log.firstKey();
    for (Map.Entry<Long, Long> each : said.tailMap(first, true).entrySet()) {
      assertThat(log.get(each.getKey()))
          .as("offset %d, seed %d", each.getKey(), SEED)
          .isEqualTo(each.getValue());
      checked++;
    }
  }

  private static long last(NavigableMap<Long, Long> log) {
    return log.isEmpty() ? -1 : log.lastKey();
  }

  /** What a reader finds; fails if a number is there twice or out of order. */
  private static NavigableMap<Long, Long> log(MessageQueue queue, String topic) {
    TreeMap<Long, Long> log = new TreeMap<>();
    StartPosition from = new StartPosition.Earliest();
    while (true) {
      QueueReply.Chunk chunk = queue.read(topic, from, 512 << 10, Duration.ZERO);
      if (chunk.deliveries().isEmpty()) {
        return log;
      }
      for (Delivery delivery : chunk.deliveries()) {
        long number = delivery.message().payload().getLong(0);
        assertThat(number)
            .as("number at %d of %s", delivery.offset(), topic)
            .isEqualTo(log.isEmpty() ? number : log.lastEntry().getValue() + 1);
        log.put(delivery.offset(), number);
      }
      from = new StartPosition.At(chunk.nextOffset());
    }
  }

  private static void failed(Throwable cause) {
    throw new AssertionError("what is left cannot be used", cause);
  }
}
