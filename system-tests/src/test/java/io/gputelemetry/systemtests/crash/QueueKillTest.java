package io.gputelemetry.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.StartPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the broker with SIGKILL while publishers and consumers work at both of its doors: no
 * message that was acknowledged to its publisher is lost, none is in the log twice, and none comes
 * again after its ack, but for acks of the last moments before a kill.
 */
@Tag("proof")
class QueueKillTest {
  private static final int KILLS = Integer.getInteger("queueKills", 100);
  private static final int MOST_KILLS = KILLS + KILLS / 2;
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final List<Phase> PHASES = List.copyOf(Phase.OF_BROKER);
  private static final int EACH = 2;
  private static final int RESTS = 8;

  private final Random random = new Random(SEED);
  private final Map<Phase, Integer> fellIn = new EnumMap<>(Phase.class);
  private final QueueHistory history = new QueueHistory();
  private int elsewhere;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void brokerKilledAgainAndAgain_keepsWhatItAcknowledged(@TempDir Path directory) throws Exception {
    Ports ports = Ports.free();
    PhaseFile phases = PhaseFile.open(directory.resolve("phases"));
    RoleProcess broker = broker(directory, ports).traced(directory.resolve("phases"));
    QueueClients clients = new QueueClients(ports.tcp(), phases, history);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpQueueClients http = new HttpQueueClients(ports.http(), clients, phases, history)) {
      broker.start();
      createGroup(clients);
      List<Future<?>> working = begin(threads, clients, http);
      try {
        killAgainAndAgain(broker, phases, clients);
        clients.endPublishing();
        awaitAllConsumed(clients);
      } finally {
        clients.endPublishing();
        clients.endConsuming();
        for (Future<?> each : working) {
          each.get(30, TimeUnit.SECONDS);
        }
      }
      compare(clients);
    } finally {
      broker.discard();
      print(broker.kills());
    }
    history.requireNoViolation();
    assertThat(fellIn.keySet()).as("phases a kill fell in, seed " + SEED).containsAll(PHASES);
  }

  private static RoleProcess broker(Path directory, Ports ports) {
    return new RoleProcess(
        "broker",
        "broker",
        directory,
        Map.of(
            "DATA_DIR",
            directory.resolve("data").toString(),
            "TCP_ADDR",
            "127.0.0.1:" + ports.tcp(),
            "HTTP_ADDR",
            "127.0.0.1:" + ports.http(),
            // The smallest there is, for segments of 256 KiB.
            "MAX_LOG_BYTES",
            "4MiB",
            "LOG_FORMAT",
            "text"));
  }

  /** The log is held for it: nothing leaves before it was acked. */
  private static void createGroup(QueueClients clients) {
    try (MessageQueue queue = clients.connect()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() ->
              queue.administer(
                      new AdminRequest.CreateGroup(
                          QueueClients.TOPIC,
                          QueueClients.GROUP,
                          new StartPosition.Earliest(),
                          true))
                  instanceof QueueReply.Positioned);
    }
  }

  private static List<Future<?>> begin(
      ExecutorService threads, QueueClients clients, HttpQueueClients http) {
    List<Work> work = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      int number = i;
      work.add(() -> clients.publish(number));
      work.add(() -> http.publish(number));
      work.add(clients::consume);
      work.add(http::consume);
    }
    List<Future<?>> working = new ArrayList<>();
    for (Work each : work) {
      working.add(
          threads.submit(() -> {
            each.run();
            return true;
          }));
    }
    return working;
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private void killAgainAndAgain(RoleProcess broker, PhaseFile phases, QueueClients clients)
      throws Exception {
    while (broker.kills() < KILLS
        || (fellIn.size() < PHASES.size() && broker.kills() < MOST_KILLS)) {
      awaitInstant(broker, phases);
      long begun = System.nanoTime();
      broker.kill();
      history.killed(begun);
      note(phases);
      phases.clear();
      broker.start();
      if (broker.kills() % RESTS == 0) {
        compare(clients);
      }
    }
  }

  /** One kill in ten falls at any instant of a start, the others inside a phase, by turns. */
  private void awaitInstant(RoleProcess broker, PhaseFile phases) throws InterruptedException {
    if (random.nextInt(10) == 0) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1_200));
      return;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    long published = history.publishedCount();
    long acked = history.ackedCount();
    while ((history.publishedCount() == published || history.ackedCount() <= acked)
        && broker.isAlive()
        && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
    Phase target = PHASES.get(broker.kills() % PHASES.size());
    while (!phases.isInside(target) && broker.isAlive() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  private void note(PhaseFile phases) {
    Set<Phase> inside = phases.inside();
    inside.retainAll(PHASES);
    inside.forEach(phase -> fellIn.merge(phase, 1, Integer::sum));
    if (inside.isEmpty()) {
      elsewhere++;
    }
  }

  /** The log as a reader finds it, against all that was acknowledged before it began to read. */
  private void compare(QueueClients clients) {
    Map<Long, String> before = history.publishedNow();
    // Publishers go on meanwhile: there is always more behind it.
    long last = before.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
    ConcurrentSkipListMap<Long, String> log = new ConcurrentSkipListMap<>();
    try (MessageQueue queue = clients.connect()) {
      StartPosition from = new StartPosition.Earliest();
      boolean more = true;
      while (more) {
        StartPosition place = from;
        QueueReply.Chunk chunk =
            Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(
                    () -> queue.read(QueueClients.TOPIC, place, 512 << 10, Duration.ZERO),
                    _ -> true);
        for (Delivery delivery : chunk.deliveries()) {
          log.put(delivery.offset(), QueueClients.key(delivery));
        }
        more = !chunk.deliveries().isEmpty() && chunk.nextOffset() <= last;
        from = new StartPosition.At(chunk.nextOffset());
      }
    }
    history.compare(before, log);
  }

  /** Every message was seen by a consumer, and the broker says that every one is settled. */
  private void awaitAllConsumed(QueueClients clients) {
    try (MessageQueue queue = clients.connect()) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(1))
          .pollInterval(Duration.ofMillis(200))
          .ignoreExceptionsInstanceOf(QueueUnavailableException.class)
          .untilAsserted(() -> {
            assertThat(history.unseen()).as("published, and never delivered").isEmpty();
            assertThat(queue.inspect())
                .flatExtracting(topic -> topic.groups())
                .allSatisfy(group -> assertThat(group.lag()).as("lag").isZero());
          });
    }
  }

  private void print(int kills) {
    StringBuilder line = new StringBuilder("queue kills: " + kills + ", seed " + SEED + ", in:");
    fellIn.forEach((phase, count) -> line.append(' ').append(phase).append(' ').append(count));
    System.out.println(line + ", elsewhere " + elsewhere + "; " + history);
  }
}
