package io.gputelemetry.broker;

import static io.gputelemetry.broker.Requests.lease;
import static io.gputelemetry.broker.Requests.publish;
import static io.gputelemetry.broker.Requests.read;
import static io.gputelemetry.broker.Requests.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.core.TopicLimits;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Acked;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Duplicate;
import io.gputelemetry.queue.QueueReply.Granted;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Ack;
import io.gputelemetry.queue.QueueRequest.LeaseSequence;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import io.gputelemetry.queue.QueueUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole broker on a disk that loses power again and again, at any call, while producers, a group
 * member and a worker of a sequence do their work and repeat what was not answered.
 */
class BrokerCrashTest {
  private static final String TOPIC = "t";
  private static final int LIVES = 25;
  private static final int CALLS_OF_A_LIFE = 120;
  private static final int PRODUCERS = 3;
  private static final BrokerConfig CONFIG =
      new BrokerConfig(
          new TopicConfig(
              new JournalConfig(64 << 10, 64 << 20, Duration.ofHours(1), 1 << 10),
              TopicLimits.DEFAULT,
              1_000,
              64L << 20,
              0),
          10,
          Duration.ZERO);

  private final SimulatedDisk disk = new SimulatedDisk();
  private final ManualClock clock = new ManualClock();
  private final TreeMap<Long, String> published = new TreeMap<>();
  private final Map<Producer, Long> places = new HashMap<>();
  private final Map<Integer, Long> numbers = new HashMap<>();
  private final TreeMap<Long, Granted> grants = new TreeMap<>();
  private final Set<Long> ackedLately = new HashSet<>();
  private final Set<Long> ackedEver = new HashSet<>();
  private final Set<Long> ackedForEver = new HashSet<>();
  private Random random = new Random();
  private Optional<Broker> broker = Optional.empty();
  private Optional<QueueConnection> connection = Optional.empty();
  private String place = "";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void broker_thatLosesPowerAnywhere_keepsWhatItSaid(long seed) throws IOException {
    random = new Random(seed);
    for (int life = 0; life < LIVES; life++) {
      place = "seed " + seed + ", life " + life;
      disk.failFrom(disk.calls() + 1 + random.nextInt(CALLS_OF_A_LIFE), new IOException("power"));
      live();
      disk.crash(random);
      ackedLately.clear();
    }
    restart();
    checkLog();
    checkRepeats();
    checkGroup();
  }

  /** Works until the disk is gone. */
  private void live() {
    try {
      restart();
      checkLog();
      while (true) {
        step();
      }
    } catch (IOException | QueueUnavailableException e) {
      assertThat(e).as(place).isNotNull();
    }
  }

  private void restart() throws IOException {
    Broker opened =
        Broker.openStepped(disk, CONFIG, clock, new SplittableRandom(random.nextLong()), _ -> {});
    broker = Optional.of(opened);
    connection = Optional.of(opened.connect(SessionInfo.inProcess("i", "test")));
  }

  private void step() throws IOException {
    switch (random.nextInt(6)) {
      case 0, 1, 2 -> publishNext();
      case 3 -> consume();
      case 4 -> work();
      default -> {
        clock.advance(Duration.ofMillis(random.nextInt(400)));
        broker.orElseThrow().doWork();
        broker.orElseThrow().doWork();
        call(new QueueRequest.Inspect());
      }
    }
  }

  private QueueReply call(QueueRequest request) throws IOException {
    CompletableFuture<QueueReply> reply = connection.orElseThrow().send(request);
    broker.orElseThrow().doWork();
    assertThat(reply).as(place + ": " + request).isDone();
    return answer(reply);
  }

  private static QueueReply answer(CompletableFuture<QueueReply> reply) {
    if (reply.isCompletedExceptionally()) {
      throw new QueueUnavailableException("no answer", reply.exceptionNow());
    }
    return reply.resultNow();
  }

  /** Several producers at once; each repeats its number until it is answered. */
  private void publishNext() throws IOException {
    Map<Producer, CompletableFuture<QueueReply>> sent = new LinkedHashMap<>();
    for (int id = 1; id <= PRODUCERS; id++) {
      Producer producer = new Producer(id, 0, numbers.getOrDefault(id, 0L), 0);
      sent.put(producer, connection.orElseThrow().send(publish(TOPIC, producer, body(producer))));
    }
    broker.orElseThrow().doWork();
    sent.forEach((producer, reply) -> answered(producer, answer(reply)));
  }

  private void answered(Producer producer, QueueReply reply) {
    long offset =
        switch (reply) {
          case Published done -> done.firstOffset();
          case Duplicate before -> before.firstOffset();
          default -> throw new AssertionError(place + ": " + reply);
        };
    String before = published.put(offset, body(producer));
    assertThat(before).as(place + ": offset " + offset + " given twice").isNull();
    places.put(producer, offset);
    numbers.merge((int) producer.id(), 1L, Long::sum);
  }

  private static String body(Producer producer) {
    return (producer + " ").repeat(1 + (int) (producer.number() % 40));
  }

  private void consume() throws IOException {
    Leased leased = (Leased) call(lease(TOPIC, "g", 0));
    for (Delivery delivery : leased.deliveries()) {
      assertThat(ackedForEver).as(place + ": acked for ever").doesNotContain(delivery.offset());
      assertThat(ackedLately).as(place + ": acked").doesNotContain(delivery.offset());
    }
    if (!leased.deliveries().isEmpty() && random.nextBoolean()) {
      QueueReply reply = call(new Ack(TOPIC, "g", leased.token()));
      assertThat(reply).as(place).isEqualTo(new Acked(leased.deliveries().size()));
      leased.deliveries().forEach(delivery -> ackedLately.add(delivery.offset()));
      ackedEver.addAll(ackedLately);
      clock.advance(Duration.ofMillis(100));
      broker.orElseThrow().doWork();
      ackedForEver.addAll(ackedLately);
    }
  }

  private void work() throws IOException {
    call(new OpenSequence(TOPIC, "s", 50, 0));
    Granted grant = (Granted) call(new LeaseSequence(TOPIC, "s", 7, 0));
    Granted first = grants.putIfAbsent(grant.number(), grant);
    if (first != null) {
      assertThat(grant.grantedAtMicros()).as(place).isEqualTo(first.grantedAtMicros());
      assertThat(grant.firstRow()).as(place).isEqualTo(first.firstRow());
      assertThat(grant.count()).as(place).isEqualTo(first.count());
    }
    if (random.nextInt(4) > 0) {
      Producer range = new Producer(grant.producerId(), 0, grant.number(), grant.token());
      Published done = (Published) call(publish(TOPIC, range, body(range)));
      published.put(done.firstOffset(), body(range));
    }
  }

  /** Everything that was answered is there, and there is no hole and no second copy. */
  private void checkLog() throws IOException {
    Map<Producer, Long> found = new HashMap<>();
    long offset = 0;
    while (true) {
      Chunk chunk = (Chunk) call(read(TOPIC, offset));
      if (chunk.deliveries().isEmpty()) {
        break;
      }
      for (Delivery delivery : chunk.deliveries()) {
        assertThat(delivery.offset()).as(place).isEqualTo(offset++);
        String expected = published.get(delivery.offset());
        if (expected != null) {
          assertThat(text(delivery.message())).as(place).isEqualTo(expected);
        }
        Producer batch = new Producer(delivery.producerId(), 0, delivery.producerNumber(), 0);
        assertThat(found.put(batch, delivery.offset())).as(place + ": second copy").isNull();
      }
    }
    if (!published.isEmpty()) {
      assertThat(published.lastKey()).as(place + ": lost").isLessThan(offset);
    }
  }

  private void checkRepeats() throws IOException {
    for (Map.Entry<Producer, Long> batch : places.entrySet()) {
      QueueReply reply = call(publish(TOPIC, batch.getKey(), body(batch.getKey())));
      assertThat(reply).as(place).isInstanceOf(Duplicate.class);
      assertThat(((Duplicate) reply).firstOffset()).as(place).isIn(batch.getValue(), -1L);
    }
  }

  /** What was not acked is delivered, all of it. */
  private void checkGroup() throws IOException {
    Set<Long> missing = new HashSet<>(published.keySet());
    missing.removeAll(ackedForEver);
    while (true) {
      Leased leased = (Leased) call(lease(TOPIC, "g", 0));
      if (leased.deliveries().isEmpty()) {
        break;
      }
      leased.deliveries().forEach(delivery -> missing.remove(delivery.offset()));
      call(new Ack(TOPIC, "g", leased.token()));
    }
    QueueReply.Inspection state = (QueueReply.Inspection) call(new QueueRequest.Inspect());
    long committed = state.topics().getFirst().groups().getFirst().committed();
    assertThat(committed).as(place).isEqualTo(state.topics().getFirst().endOffset());
    assertThat(missing).as(place + ": neither delivered nor acked").isSubsetOf(ackedEver);
  }
}
