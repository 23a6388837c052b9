package io.gputelemetry.broker.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Acked;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest.Extend;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.QueueRequest.Release;
import io.gputelemetry.queue.StartPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group against a naive model, under random events and crashes. */
class GroupPropertyTest {
  private static final long TIMEOUT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final int STEPS = 1_500;

  /** What the model believes of a lease. */
  private record Held(long session, List<Long> offsets, long deadlineNanos) {}

  private final Rig rig = new Rig();
  private final TreeMap<Long, Held> valid = new TreeMap<>();
  private final List<Long> tokensSeen = new ArrayList<>();
  private final TreeSet<Long> acked = new TreeSet<>();
  private final TreeSet<Long> ackedForEver = new TreeSet<>();
  private final TreeMap<Long, Long> setAside = new TreeMap<>();
  private SplittableRandom random = new SplittableRandom();
  private String step = "";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void group_underRandomEvents_deliversUntilAcked_toOneMemberAtATime(long seed) {
    random = new SplittableRandom(seed);
    rig.log.rollEvery(7, () -> rig.ledger.snapshot());
    for (int i = 0; i < STEPS; i++) {
      step = "seed " + seed + ", step " + i;
      step();
    }
    drain();
  }

  private void step() {
    switch (random.nextInt(45)) {
      case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> rig.call(9, Rig.publish(texts()));
      case 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 -> lease(random.nextLong(4));
      case 20, 21, 22, 23, 24, 25 -> ack();
      case 26, 27, 28 -> release();
      case 29, 30, 31 -> extend();
      case 32, 33, 34 -> pass();
      case 35, 36, 37, 38, 39, 40 -> nack();
      case 41 -> seek();
      default -> interrupt();
    }
    handOver();
    if (rig.log.unsynced() == 0 && rig.core.nextDeadlineNanos() > 0 && rig.commit()) {
      remember();
    }
  }

  private String[] texts() {
    String[] texts = new String[1 + random.nextInt(5)];
    java.util.Arrays.fill(texts, "m");
    return texts;
  }

  private QueueReply call(long session, io.gputelemetry.queue.QueueRequest request) {
    expireModel();
    return rig.call(session, request);
  }

  private void expireModel() {
    valid.values().removeIf(held -> held.deadlineNanos() <= rig.now().nanos());
  }

  private void lease(long session) {
    expireModel();
    Leased leased = rig.take(session, 1 + random.nextInt(6));
    List<Long> offsets = Rig.offsets(leased);
    for (Long offset : offsets) {
      assertThat(acked).as(step + ": acked and delivered again").doesNotContain(offset);
      assertThat(valid.values())
          .as(step + ": delivered to two")
          .noneMatch(held -> held.offsets().contains(offset));
      assertThat(offset).as(step + ": durable").isLessThan(rig.log.durableEnd());
    }
    if (!offsets.isEmpty()) {
      tokensSeen.add(leased.token());
      valid.put(leased.token(), new Held(session, offsets, rig.now().nanos() + TIMEOUT_NANOS));
    }
  }

  private void ack() {
    if (tokensSeen.isEmpty()) {
      return;
    }
    long token = tokensSeen.get(random.nextInt(tokensSeen.size()));
    expireModel();
    QueueReply reply = rig.ack(1, token);
    Held held = valid.remove(token);
    if (held == null) {
      Rig.assertRefused(reply, io.gputelemetry.queue.QueueError.LEASE_LOST);
    } else {
      assertThat(reply).as(step).isEqualTo(new Acked(held.offsets().size()));
      acked.addAll(held.offsets());
    }
  }

  private void nack() {
    if (tokensSeen.isEmpty()) {
      return;
    }
    long token = tokensSeen.get(random.nextInt(tokensSeen.size()));
    int delay = random.nextBoolean() ? 0 : random.nextInt(50_000);
    QueueReply reply = call(1, new Nack(Rig.TOPIC, Rig.GROUP, token, "bad", delay));
    assertThat(reply instanceof Done).as(step).isEqualTo(valid.remove(token) != null);
  }

  /** Below it everything is acked, from there on nothing is, and nobody holds anything. */
  private void seek() {
    if (tokensSeen.isEmpty()) {
      return;
    }
    long to = random.nextLong(rig.log.endOffset() + 1);
    QueueReply reply =
        call(1, new AdminRequest.Seek(Rig.TOPIC, Rig.GROUP, new StartPosition.At(to)));
    assertThat(reply).as(step).isEqualTo(new QueueReply.Positioned(to));
    valid.clear();
    acked.clear();
    for (long offset = 0; offset < to; offset++) {
      acked.add(offset);
    }
    ackedForEver.clear();
    remember();
  }

  /** What is set aside is so for ever, under one number, and is acked by the answer. */
  private void handOver() {
    expireModel();
    List<HandOver> all = List.copyOf(rig.handOvers);
    rig.handOvers.clear();
    for (HandOver handOver : all) {
      Message message = handOver.publish().messages().getFirst();
      long offset = DeadLetter.decode(message.payload()).offset();
      long number = handOver.publish().producer().number();
      assertThat(setAside.getOrDefault(number, offset)).as(step).isEqualTo(offset);
      boolean repeated = setAside.put(number, offset) != null;
      if (repeated) {
        rig.event(new Event.HandedOver(handOver.id(), new Published(1, 1, Durability.SYNCED)));
        continue;
      }
      assertThat(valid.values())
          .as(step + ": set aside and leased")
          .noneMatch(held -> held.offsets().contains(offset));
      acked.add(offset);
      ackedForEver.add(offset);
      QueueReply reply =
          random.nextBoolean()
              ? new Published(1, 1, Durability.SYNCED)
              : new Refused(QueueError.BUSY, "");
      rig.event(new Event.HandedOver(handOver.id(), reply));
    }
    if (!all.isEmpty() && rig.commit()) {
      remember();
    }
  }

  private void release() {
    for (Map.Entry<Long, Held> first : List.copyOf(valid.entrySet())) {
      QueueReply reply = call(1, new Release(Rig.TOPIC, Rig.GROUP, first.getKey()));
      boolean known = valid.remove(first.getKey()) != null;
      assertThat(reply instanceof Done).as(step).isEqualTo(known);
      return;
    }
  }

  private void extend() {
    for (Map.Entry<Long, Held> last : List.copyOf(valid.descendingMap().entrySet())) {
      QueueReply reply = call(1, new Extend(Rig.TOPIC, Rig.GROUP, last.getKey()));
      Held held = valid.get(last.getKey());
      assertThat(reply instanceof Done).as(step).isEqualTo(held != null);
      if (held != null) {
        long deadline = rig.now().nanos() + TIMEOUT_NANOS;
        valid.put(last.getKey(), new Held(held.session(), held.offsets(), deadline));
      }
      return;
    }
  }

  private void pass() {
    boolean synced = rig.tick(Duration.ofMillis(random.nextInt(40_000)));
    if (synced) {
      remember();
    }
  }

  private void interrupt() {
    if (random.nextInt(3) > 0) {
      long session = random.nextLong(4);
      rig.closeSession(session);
      rig.commit();
      valid.values().removeIf(held -> held.session() == session);
      return;
    }
    rig.ask(9, Rig.publish("lost or not"));
    rig.crash(random.nextInt(3));
    valid.clear();
    acked.clear();
    acked.addAll(ackedForEver);
  }

  /** What was acked before a sync stays acked. */
  private void remember() {
    ackedForEver.addAll(acked);
  }

  /** Everything that is in the log gets acked in the end. */
  private void drain() {
    rig.tick(Duration.ofMinutes(1));
    expireModel();
    while (true) {
      rig.tick(Duration.ofSeconds(2));
      boolean handedOver = !rig.handOvers.isEmpty();
      handOver();
      Leased leased = rig.take(5, 100);
      if (leased.deliveries().isEmpty()) {
        if (handedOver) {
          continue;
        }
        break;
      }
      for (Long offset : Rig.offsets(leased)) {
        assertThat(acked).as(step + ": acked and delivered again").doesNotContain(offset);
      }
      rig.ack(5, leased.token());
      acked.addAll(Rig.offsets(leased));
    }
    rig.tick(Duration.ofMillis(100));
    long end = rig.log.endOffset();
    assertThat(rig.state().groups().getFirst().committed()).as(step).isEqualTo(end);
    assertThat(rig.log.replayed().snapshot()).as(step).isEqualTo(rig.ledger.snapshot());
  }
}
