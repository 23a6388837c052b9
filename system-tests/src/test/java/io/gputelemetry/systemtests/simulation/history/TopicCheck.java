package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Described;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import io.gputelemetry.queue.QueueRequest.Publish;
import io.gputelemetry.queue.QueueRequest.Read;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicState;
import java.util.TreeMap;
import java.util.function.Function;

/** What is known of one topic. */
final class TopicCheck {
  private final String name;
  private final Findings findings;
  private final Rules rules;
  private final LogCheck log;
  private final LetterCheck letters;
  private final TreeMap<String, GroupCheck> groups = new TreeMap<>();
  private final TreeMap<String, SequenceCheck> sequences = new TreeMap<>();

  TopicCheck(String name, Findings findings, Rules rules, Function<String, TopicCheck> others) {
    this.name = name;
    this.findings = findings;
    this.rules = rules;
    this.letters = new LetterCheck(findings, rules, others);
    this.log =
        new LogCheck(
            name, findings, letters, () -> others.apply(name + DeadLetter.TOPIC_SUFFIX).letters());
  }

  String name() {
    return name;
  }

  LogCheck log() {
    return log;
  }

  LetterCheck letters() {
    return letters;
  }

  GroupCheck group(String group) {
    return groups.computeIfAbsent(
        group, key -> new GroupCheck(name + "/" + key, findings, rules, log));
  }

  SequenceCheck sequence(String sequence) {
    return sequences.computeIfAbsent(sequence, key -> new SequenceCheck(key, findings));
  }

  void opened(OpenSequence open, QueueReply reply) {
    if (reply instanceof QueueReply.SequenceOpened(long producerId)) {
      sequence(open.sequence()).opened(producerId, open.rows(), open.passes());
      log.sequence(producerId, sequence(open.sequence()));
    }
  }

  void published(Moment now, Asked asked, Publish publish, QueueReply reply) {
    log.answered(now.order(), publish, reply);
    for (SequenceCheck sequence : sequences.values()) {
      if (sequence.producerId() == publish.producer().id()) {
        sequence.published(now.nanos(), asked, publish.producer(), reply);
      }
    }
  }

  void read(Asked asked, Read read, QueueReply reply) {
    if (reply instanceof Chunk chunk) {
      long from = read.from() instanceof StartPosition.At at ? at.offset() : -1;
      if (read.from() instanceof StartPosition.Earliest) {
        from = 0;
      }
      log.read(asked, from, chunk);
      long first =
          chunk.deliveries().isEmpty()
              ? chunk.nextOffset()
              : chunk.deliveries().getFirst().offset();
      if (from >= 0 && first > from) {
        beginsAt(first);
      }
    } else if (!(reply instanceof Refused)) {
      findings.add(read + " was answered " + reply);
    }
  }

  void described(QueueReply reply) {
    if (reply instanceof Described described) {
      TopicState state = described.state();
      beginsAt(state.firstOffset());
      if (state.groups().stream().allMatch(group -> group.lag() == 0 && group.inFlight() == 0)) {
        log.doneUntil(state.endOffset());
      }
    }
  }

  /** What lies below is gone. */
  private void beginsAt(long first) {
    if (first > log.first()) {
      groups.values().forEach(group -> group.logBeginsAt(first));
      log.beginsAt(first);
    }
  }

  void closed(long session, long order) {
    groups.values().forEach(group -> group.closed(session, order));
    sequences.values().forEach(sequence -> sequence.closed(session, order));
  }

  /** Acks that were given before then are durable. */
  void crashed(long durableNanos) {
    groups.values().forEach(group -> group.crashed(durableNanos));
    sequences.values().forEach(SequenceCheck::crashed);
  }

  void end() {
    log.end();
    sequences.values().forEach(SequenceCheck::end);
  }

  void groupsEnd(LetterCheck ofTopic) {
    groups.forEach((group, check) ->
        check.end(offset -> ofTopic.holds(new LetterCheck.Origin(name, group, offset))));
    ofTopic.end(log);
  }
}
