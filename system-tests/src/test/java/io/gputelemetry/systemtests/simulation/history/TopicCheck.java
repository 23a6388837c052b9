package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Described;
import io.gputelemetry.queue.QueueReply.Refused;
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
  private final LossCheck loss;
  private final LogCheck log;
  private final LetterCheck letters;
  private final TreeMap<String, GroupCheck> groups = new TreeMap<>();
  private final SequencesCheck sequences;
  private final Function<String, TopicCheck> others;
  private final TreeMap<Long, Long> ended = new TreeMap<>();
  private boolean another;

  TopicCheck(String name, Findings findings, Rules rules, Function<String, TopicCheck> others) {
    this.name = name;
    this.findings = findings;
    this.rules = rules;
    this.letters = new LetterCheck(findings, rules, others);
    this.loss = new LossCheck(rules.ackWindowNanos());
    this.log =
        new LogCheck(
            name,
            findings,
            letters,
            () -> others.apply(name + DeadLetter.TOPIC_SUFFIX).letters(),
            loss);
    this.sequences = new SequencesCheck(findings, log);
    this.others = others;
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
        group,
        key -> {
          GroupCheck begun = new GroupCheck(name + "/" + key, findings, rules, log);
          ended.forEach(begun::closed);
          return begun;
        });
  }

  SequencesCheck sequences() {
    return sequences;
  }

  /**
   * The topic of the same name that is there after this one was deleted: nothing of this is in it,
   * but for what is published again.
   */
  TopicCheck another(Findings ofAnother) {
    TopicCheck next = new TopicCheck(name, ofAnother, rules, others);
    next.another = true;
    next.log.comesAfter(log);
    ended.forEach(next::closed);
    return next;
  }

  /** What a publish in it promises. */
  void promises(Durability durability) {
    loss.promises(durability);
  }

  /** Whether somebody may know offsets that are not there any more. */
  boolean mayBeShorter() {
    return another || loss.mayLose();
  }

  /** Whether a topic of this name was deleted before. */
  boolean isAnother() {
    return another;
  }

  void published(Moment now, Asked asked, Publish publish, QueueReply reply) {
    log.answered(now, publish, reply);
    sequences.published(now.nanos(), asked, publish.producer(), reply);
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

  /**
   * What the broker says of the topic.
   *
   * @param judged whether all that groups are done with by now is looked for in the end; not once
   *     the readers that look for it have begun
   */
  void described(QueueReply reply, boolean judged) {
    if (reply instanceof Described described) {
      TopicState state = described.state();
      beginsAt(state.firstOffset());
      for (TopicState.GroupState group : state.groups()) {
        if (judged && group.lag() == 0 && group.inFlight() == 0) {
          group(group.group()).doneUntil(state.endOffset());
        }
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
    ended.put(session, order);
    groups.values().forEach(group -> group.closed(session, order));
    sequences.closed(session, order);
  }

  void started() {
    log.started();
  }

  /** The broker ended without a word; acks that were given a while before are durable. */
  void crashed(long nanos, boolean powerCut) {
    log.crashed(nanos, powerCut);
    restarted(nanos - rules.ackWindowNanos());
  }

  /** Acks that were given before then are durable. */
  void restarted(long durableNanos) {
    groups.values().forEach(group -> group.crashed(durableNanos));
    sequences.crashed();
  }

  void end() {
    log.end();
    sequences.end();
  }

  void groupsEnd(LetterCheck ofTopic) {
    groups.forEach((group, check) ->
        check.end(offset -> ofTopic.holds(new LetterCheck.Origin(name, group, offset))));
    ofTopic.end(log);
  }
}
