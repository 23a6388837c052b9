package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Granted;
import io.gputelemetry.queue.QueueReply.SequenceOpened;
import io.gputelemetry.queue.QueueRequest.LeaseSequence;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The sequences of a topic, and those whose place another one of the same name took. */
final class SequencesCheck {
  private final Findings findings;
  private final LogCheck log;
  private final TreeMap<String, SequenceCheck> byName = new TreeMap<>();
  private final TreeMap<Long, Long> ended = new TreeMap<>();
  private final List<SequenceCheck> former = new ArrayList<>();

  SequencesCheck(Findings findings, LogCheck log) {
    this.findings = findings;
    this.log = log;
  }

  SequenceCheck sequence(String name) {
    return byName.computeIfAbsent(
        name,
        key -> {
          SequenceCheck begun = new SequenceCheck(key, findings);
          ended.forEach(begun::closed);
          return begun;
        });
  }

  void opened(OpenSequence open, QueueReply reply) {
    if (reply instanceof SequenceOpened(long producerId, _)) {
      changeTo(open.sequence(), producerId);
      sequence(open.sequence()).opened(producerId, open.rows(), open.passes());
      log.sequence(producerId, sequence(open.sequence()));
    }
  }

  void granted(long nanos, Asked asked, LeaseSequence lease, QueueReply reply) {
    if (reply instanceof Granted grant) {
      changeTo(lease.sequence(), grant.producerId());
      findings.require(
          sequence(lease.sequence()).producerId() == grant.producerId(),
          () -> "granted under another publisher: " + grant);
      sequence(lease.sequence()).granted(nanos, asked, reply);
    }
  }

  /** Somebody asked that it begins anew; when that happens, its publisher is another one. */
  void mayBeAnew(String name, boolean deleted) {
    sequence(name).mayBeAnew(deleted);
  }

  void reset(String name, QueueReply reply) {
    if (reply instanceof SequenceOpened(long producerId, _)) {
      changeTo(name, producerId);
      findings.require(
          sequence(name).producerId() == producerId,
          () -> name + " began anew without another publisher");
    }
  }

  void deleted(String name, QueueReply reply) {
    if (reply instanceof QueueReply.Done) {
      former.add(sequence(name));
      sequence(name).crashed();
      byName.remove(name);
    }
  }

  /** If it began anew: the grants of the one before count no more. */
  private void changeTo(String name, long producerId) {
    findings.require(
        former.stream().noneMatch(known -> known.producerId() == producerId),
        () -> name + " has the publisher that it had before it began anew");
    SequenceCheck known = sequence(name);
    if (known.isMaybeAnew() && known.producerId() != 0 && known.producerId() != producerId) {
      former.add(known);
      byName.put(name, known.anew(producerId));
      log.sequence(producerId, sequence(name));
    }
  }

  void published(long nanos, Asked asked, Producer producer, QueueReply reply) {
    List<SequenceCheck> all = new ArrayList<>(former);
    all.addAll(byName.values());
    for (SequenceCheck sequence : all) {
      if (producer.id() != 0 && sequence.producerId() == producer.id()) {
        sequence.published(nanos, asked, producer, reply);
      }
    }
  }

  void closed(long session, long order) {
    ended.put(session, order);
    byName.values().forEach(sequence -> sequence.closed(session, order));
  }

  void crashed() {
    byName.values().forEach(SequenceCheck::crashed);
  }

  /** All rows of those that were not deleted are there. */
  void end() {
    byName.values().forEach(SequenceCheck::end);
  }
}
