package io.gputelemetry.broker.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.journal.Batch;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Duplicate;
import io.gputelemetry.queue.QueueReply.Granted;
import io.gputelemetry.queue.QueueReply.NoRange;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.SequenceFinished;
import io.gputelemetry.queue.QueueReply.SequenceOpened;
import io.gputelemetry.queue.QueueRequest.LeaseSequence;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import io.gputelemetry.queue.QueueRequest.ReleaseGrant;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sequence against a naive model, under random events and crashes. */
class SequencePropertyTest {
  private static final long TIMEOUT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int ROWS = 97;
  private static final int PASSES = 5;

  /** What the model believes of a grant. */
  private record Held(long session, Granted grant, long deadlineNanos) {}

  private final Rig rig = new Rig();
  private final TreeMap<Long, Granted> firstGrants = new TreeMap<>();
  private final TreeMap<Long, Held> validByNumber = new TreeMap<>();
  private final List<Granted> seen = new ArrayList<>();
  private final TreeSet<Long> completed = new TreeSet<>();
  private SplittableRandom random = new SplittableRandom();
  private String step = "";
  private long producerId;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void sequence_underRandomEvents_coversEachPassOnce_withFixedTimes(long seed) {
    random = new SplittableRandom(seed);
    rig.log.rollEvery(5, () -> rig.ledger.snapshot());
    QueueReply opened = rig.call(1, new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, ROWS, PASSES));
    producerId = ((SequenceOpened) opened).producerId();
    int steps = 0;
    do {
      step = "seed " + seed + ", step " + steps;
      assertThat(++steps).as(step + ": comes to an end").isLessThan(20_000);
    } while (step());
    checkCover();
    checkLog();
    assertThat(rig.log.replayed().snapshot()).as(step).isEqualTo(rig.ledger.snapshot());
  }

  /** False when the sequence is finished. */
  private boolean step() {
    validByNumber.values().removeIf(held -> held.deadlineNanos() <= rig.now().nanos());
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        return lease(random.nextLong(4));
      }
      case 3, 4, 5 -> publish();
      case 6 -> release();
      case 7 -> rig.tick(Duration.ofMillis(random.nextInt(20_000)));
      case 8 -> rig.setEpochMicros(random.nextLong(2_000_000_000L));
      default -> interrupt();
    }
    return true;
  }

  private boolean lease(long session) {
    int maxRows = 1 + random.nextInt(30);
    QueueReply reply = rig.call(session, new LeaseSequence(Rig.TOPIC, Rig.SEQUENCE, maxRows, 0));
    switch (reply) {
      case Granted grant -> granted(session, grant);
      case NoRange _ -> assertThat(validByNumber).as(step + ": others hold the rest").isNotEmpty();
      case SequenceFinished _ -> {
        return false;
      }
      default -> throw new AssertionError(step + ": " + reply);
    }
    return true;
  }

  private void granted(long session, Granted grant) {
    assertThat(completed).as(step + ": published and granted again").doesNotContain(grant.number());
    assertThat(validByNumber).as(step + ": granted to two").doesNotContainKey(grant.number());
    Granted first = firstGrants.putIfAbsent(grant.number(), grant);
    if (first != null) {
      assertThat(withoutToken(grant)).as(step).isEqualTo(withoutToken(first));
    }
    seen.add(grant);
    validByNumber.put(grant.number(), new Held(session, grant, rig.now().nanos() + TIMEOUT_NANOS));
  }

  private static Granted withoutToken(Granted grant) {
    return new Granted(
        grant.producerId(),
        grant.number(),
        0,
        grant.pass(),
        grant.firstRow(),
        grant.count(),
        grant.grantedAtMicros(),
        grant.timeoutMillis());
  }

  private void publish() {
    if (seen.isEmpty()) {
      return;
    }
    Granted grant = seen.get(seen.size() - 1 - random.nextInt(Math.min(12, seen.size())));
    QueueReply reply = rig.call(1, publishOf(grant));
    if (completed.contains(grant.number())) {
      assertThat(reply).as(step).isInstanceOf(Duplicate.class);
    } else if (isValid(grant)) {
      assertThat(reply).as(step).isInstanceOf(Published.class);
      completed.add(grant.number());
      validByNumber.remove(grant.number());
    } else {
      Rig.assertRefused(reply, QueueError.LEASE_LOST);
    }
  }

  private boolean isValid(Granted grant) {
    Held held = validByNumber.get(grant.number());
    return held != null && held.grant().token() == grant.token();
  }

  private static io.gputelemetry.queue.QueueRequest.Publish publishOf(Granted grant) {
    Producer producer = new Producer(grant.producerId(), 0, grant.number(), grant.token());
    return Rig.publish(producer, 0, "range");
  }

  private void release() {
    if (!validByNumber.isEmpty()) {
      Granted grant = validByNumber.pollFirstEntry().getValue().grant();
      rig.call(1, new ReleaseGrant(Rig.TOPIC, Rig.SEQUENCE, grant.token()));
    }
  }

  private void interrupt() {
    if (random.nextBoolean()) {
      long session = random.nextLong(4);
      rig.closeSession(session);
      rig.commit();
      validByNumber.values().removeIf(held -> held.session() == session);
      return;
    }
    rig.ask(3, new LeaseSequence(Rig.TOPIC, Rig.SEQUENCE, 3, 0));
    for (Held held : List.copyOf(validByNumber.values())) {
      rig.ask(3, publishOf(held.grant()));
    }
    rig.crash(random.nextInt(1 + rig.log.unsynced()));
    validByNumber.clear();
    learnCompleted();
  }

  /** A publish that was not answered may be in the log or not. */
  private void learnCompleted() {
    rig.log.batches.stream().filter(this::isRange).forEach(b -> completed.add(b.tag().number()));
  }

  private boolean isRange(Batch batch) {
    return !batch.isControl() && batch.tag().id() == producerId;
  }

  private void checkCover() {
    long number = 0;
    long lastGrantedAt = -1_000_000;
    for (int pass = 0; pass < PASSES; pass++) {
      long row = 0;
      while (row < ROWS) {
        assertThat(firstGrants).as(step).containsKey(number);
        Granted grant = Objects.requireNonNull(firstGrants.get(number++));
        assertThat(grant.pass()).as(step).isEqualTo(pass);
        assertThat(grant.firstRow()).as(step).isEqualTo(row);
        assertThat(grant.grantedAtMicros()).as(step).isGreaterThanOrEqualTo(lastGrantedAt + 1_000);
        lastGrantedAt = grant.grantedAtMicros();
        row += grant.count();
      }
      assertThat(row).as(step).isEqualTo(ROWS);
    }
  }

  private void checkLog() {
    List<Long> numbers =
        rig.log.batches.stream().filter(this::isRange).map(b -> b.tag().number()).toList();
    assertThat(numbers).as(step).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(numbers)).as(step).isEqualTo(firstGrants.navigableKeySet());
  }
}
