package io.gputelemetry.collector;

import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases that a worker holds between taking them and their end. Each is extended when a third
 * of its time is over; one that was lost is only counted, because somebody else has its messages
 * and the store recognises repeats.
 */
final class HeldLeases {
  private static final Logger log = LoggerFactory.getLogger(HeldLeases.class);

  private static final class Held {
    final QueueReply.Leased lease;
    final TreeSet<Long> refused = new TreeSet<>();

    /** By the offset of the message that they are in. */
    final TreeMap<Long, Map<String, Integer>> leftOut = new TreeMap<>();

    long extendAtNanos;
    int setAside;

    Held(QueueReply.Leased lease) {
      this.lease = lease;
    }

    boolean has(Delivery delivery) {
      List<Delivery> all = lease.deliveries();
      return all.getFirst().offset() <= delivery.offset()
          && delivery.offset() <= all.getLast().offset();
    }

    boolean isOver() {
      return setAside == lease.deliveries().size();
    }
  }

  private final CollectorConfig config;
  private final MessageQueue queue;
  private final Clock clock;
  private final CollectorCounters counters;
  private final List<Held> held = new ArrayList<>();
  private Optional<QueueRefusedException> refusal = Optional.empty();
  private int messages;
  private long samples;
  private long bytes;

  HeldLeases(CollectorConfig config, MessageQueue queue, Clock clock, CollectorCounters counters) {
    this.config = config;
    this.queue = queue;
    this.clock = clock;
    this.counters = counters;
  }

  void add(QueueReply.Leased lease) {
    Held added = new Held(lease);
    renewed(added);
    held.add(added);
    for (Delivery delivery : lease.deliveries()) {
      messages++;
      samples += delivery.message().sampleCount();
      bytes += delivery.message().payload().remaining();
      if (delivery.deliveries() > 1) {
        counters.redelivered.inc();
      }
    }
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  int messages() {
    return messages;
  }

  long samples() {
    return samples;
  }

  long bytes() {
    return bytes;
  }

  List<Delivery> deliveries() {
    List<Delivery> all = new ArrayList<>(messages);
    for (Held each : held) {
      all.addAll(each.lease.deliveries());
    }
    return all;
  }

  /**
   * Makes a message a dead letter: nobody can use it. Durable when this returns; if the lease was
   * lost meanwhile, whoever has the message finds the same. One that the broker does not take now
   * is given back in the end, and the others need not wait for it.
   */
  void setAside(Delivery delivery, String reason) {
    for (Held each : held) {
      if (!each.has(delivery)) {
        continue;
      }
      each.leftOut.remove(delivery.offset());
      if (isTaken(each, delivery, reason)) {
        each.setAside++;
        held.removeIf(Held::isOver);
        counters.deadLettered.inc();
        log.warn(
            "message {} of topic {} is a dead letter now: {}",
            delivery.offset(),
            config.topic(),
            reason);
        return;
      }
    }
  }

  /** Samples of a message are not to be stored; they count once it is acked. */
  void leaveOut(Delivery delivery, Map<String, Integer> leftOut) {
    if (!leftOut.isEmpty()) {
      held.stream()
          .filter(each -> each.has(delivery))
          .forEach(each -> each.leftOut.put(delivery.offset(), leftOut));
    }
  }

  private boolean isTaken(Held each, Delivery delivery, String reason) {
    try {
      return queue.nack(
          Nack.neverAgain(
              config.topic(), config.group(), each.lease.token(), delivery.offset(), reason));
    } catch (QueueRefusedException e) {
      refusal = Optional.of(e);
      each.refused.add(delivery.offset());
      messages--;
      return false;
    }
  }

  /** Why something could not be set aside; empty if all could. */
  Optional<QueueRefusedException> refusal() {
    return refusal;
  }

  /** Extends the leases whose time has come. */
  void extendWhenDue() {
    long now = clock.monotonicNanos();
    held.removeIf(each -> now - each.extendAtNanos >= 0 && !extended(each));
  }

  private boolean extended(Held each) {
    if (queue.extend(config.topic(), config.group(), each.lease.token())) {
      renewed(each);
      return true;
    }
    counters.leasesLost.inc();
    return false;
  }

  private void renewed(Held each) {
    long third = TimeUnit.MILLISECONDS.toNanos(each.lease.timeoutMillis()) / 3;
    each.extendAtNanos = clock.monotonicNanos() + third;
  }

  /** Everything is stored, set aside, or could not be set aside; that is given back. */
  void ackAll() {
    while (!held.isEmpty()) {
      Held first = held.getFirst();
      boolean isThere = first.refused.isEmpty() ? ackWhole(first) : settleAround(first);
      if (!isThere) {
        counters.leasesLost.inc();
      }
      held.removeFirst();
    }
  }

  private boolean ackWhole(Held each) {
    boolean isThere = queue.ack(config.topic(), config.group(), each.lease.token());
    if (isThere) {
      count(each.leftOut);
    }
    return isThere;
  }

  private void count(Map<Long, Map<String, Integer>> leftOut) {
    leftOut.values().forEach(reasons -> reasons.forEach(counters::leftOut));
  }

  /** Between what was refused there may be nothing that the lease still holds. */
  private boolean settleAround(Held each) {
    long next = each.lease.deliveries().getFirst().offset();
    for (long refused : each.refused) {
      ackSome(each, next, refused);
      next = refused + 1;
    }
    ackSome(each, next, each.lease.deliveries().getLast().offset() + 1);
    return queue.release(config.topic(), config.group(), each.lease.token());
  }

  private void ackSome(Held each, long from, long to) {
    if (from < to && queue.ack(config.topic(), config.group(), each.lease.token(), from, to)) {
      count(each.leftOut.subMap(from, to));
    }
  }

  /** Gives everything back untouched. */
  void releaseAll() {
    for (Held each : held) {
      if (!queue.release(config.topic(), config.group(), each.lease.token())) {
        counters.leasesLost.inc();
      }
    }
    held.clear();
  }
}
