package io.gputelemetry.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What publishers and consumers were told, beside the broker: every message has a key of its own.
 * Any thread may tell; what contradicts the promises is kept for the end.
 */
final class QueueHistory {
  /** Acks may wait that long in memory, and then for a turn or two of a slow disk. */
  private static final long ACK_LOSS_NANOS = 100_000_000;

  private static final long TURN_NANOS = 150_000_000;

  private final ConcurrentNavigableMap<Long, String> published = new ConcurrentSkipListMap<>();
  private final Map<Long, String> delivered = new ConcurrentHashMap<>();
  private final Map<String, Long> places = new ConcurrentHashMap<>();
  private final Map<Long, Ack> acked = new ConcurrentHashMap<>();
  // When a process was gone, and when it was killed.
  private final ConcurrentSkipListMap<Long, Long> kills = new ConcurrentSkipListMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicInteger redelivered = new AtomicInteger();
  private final AtomicLong oldestLostAckNanos = new AtomicLong();

  private record Ack(long sentNanos, long confirmedNanos) {}

  /** A request got no answer, or none that promises anything. */
  void repeated() {
    repeated.incrementAndGet();
  }

  /** The broker has said that the message is durable at this place. */
  void published(long offset, String key) {
    String before = published.put(offset, key);
    if (before != null && !before.equals(key)) {
      violations.add("offset " + offset + " was given to " + before + " and to " + key);
    }
    placed(offset, key);
  }

  /** A member of the group got it. */
  void delivered(long offset, String key) {
    long now = System.nanoTime();
    placed(offset, key);
    String before = delivered.put(offset, key);
    if (before != null && !before.equals(key)) {
      violations.add("offset " + offset + " was " + before + ", now it is " + key);
    }
    Ack ack = acked.remove(offset);
    if (ack != null) {
      redelivered(offset, now, ack);
    }
  }

  private void redelivered(long offset, long now, Ack ack) {
    redelivered.incrementAndGet();
    Map.Entry<Long, Long> kill = kills.higherEntry(ack.sentNanos());
    if (kill == null || kill.getValue() > now) {
      violations.add("offset " + offset + " came again after its ack, and nothing was killed");
    } else {
      long age = kill.getValue() - ack.confirmedNanos();
      oldestLostAckNanos.accumulateAndGet(age, Math::max);
      if (age > ACK_LOSS_NANOS + TURN_NANOS) {
        violations.add("offset " + offset + " came again; its ack was " + age + " ns old");
      }
    }
  }

  private void placed(long offset, String key) {
    Long other = places.putIfAbsent(key, offset);
    if (other != null && other != offset) {
      violations.add(key + " is in the log twice, at " + other + " and at " + offset);
    }
  }

  /** The broker has confirmed the ack that was sent at this time. */
  void acked(long offset, long sentNanos) {
    acked.put(offset, new Ack(sentNanos, System.nanoTime()));
  }

  /** The broker is gone; its end began at this time. */
  void killed(long begunNanos) {
    kills.put(System.nanoTime(), begunNanos);
  }

  /** Compares with what a reader found; below its first message only what was acked may be gone. */
  void compare(Map<Long, String> publishedBefore, ConcurrentNavigableMap<Long, String> log) {
    long first = log.isEmpty() ? Long.MAX_VALUE : log.firstKey();
    publishedBefore.forEach((offset, key) -> {
      if (offset < first) {
        if (!delivered.containsKey(offset)) {
          violations.add("offset " + offset + " has left the log, and nobody had it");
        }
      } else if (!key.equals(log.get(offset))) {
        violations.add("offset " + offset + " was " + key + ", the log has " + log.get(offset));
      }
    });
  }

  /** What was published until now. */
  Map<Long, String> publishedNow() {
    return new ConcurrentSkipListMap<>(published);
  }

  long publishedCount() {
    return published.size();
  }

  long ackedCount() {
    return acked.size();
  }

  /** Published, and seen by no consumer. An ack can count although its answer was lost. */
  List<Long> unseen() {
    List<Long> unseen = new ArrayList<>(published.keySet());
    unseen.removeAll(delivered.keySet());
    return unseen;
  }

  void requireNoViolation() {
    assertThat(violations).as("promises that were broken").isEmpty();
  }

  @Override
  public String toString() {
    return "messages published %d, acked %d, requests repeated %d, delivered again after an ack %d (the oldest such ack %d ms before its kill)"
        .formatted(
            published.size(),
            acked.size(),
            repeated.get(),
            redelivered.get(),
            oldestLostAckNanos.get() / 1_000_000);
  }
}
