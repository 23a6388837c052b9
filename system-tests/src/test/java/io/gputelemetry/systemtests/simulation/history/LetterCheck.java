package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.QueueReply;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/** The dead letters in a topic: each for a reason, once, with its bytes; replayed once. */
final class LetterCheck {
  /** Losses that make a dead letter; a group that is moved begins to count anew. */
  private static final int LOSSES = 8;

  /** What became a dead letter. */
  record Origin(String topic, String group, long offset) {}

  private final Findings findings;
  private final Rules rules;
  private final Function<String, TopicCheck> topics;
  private final TreeSet<Long> seen = new TreeSet<>();
  private final Map<Origin, Integer> origins = new HashMap<>();
  private final Map<Payload, Integer> payloads = new HashMap<>();
  private boolean asked;
  private int timesByItself;
  private int settled;

  LetterCheck(Findings findings, Rules rules, Function<String, TopicCheck> topics) {
    this.findings = findings;
    this.rules = rules;
    this.topics = topics;
  }

  void seen(Delivery delivery) {
    if (!seen.add(delivery.offset())) {
      return;
    }
    DeadLetter letter;
    Payload payload;
    try {
      letter = DeadLetter.decode(delivery.message().payload());
      payload = Payload.of(letter.payload());
    } catch (IllegalArgumentException e) {
      findings.add("a dead letter is not what was published: " + e.getMessage());
      return;
    }
    Origin origin = new Origin(letter.topic(), letter.group(), letter.offset());
    TopicCheck topic = topics.apply(letter.topic());
    GroupCheck group = topic.group(letter.group());
    int times = origins.merge(origin, 1, Integer::sum);
    if (topic.isAnother()) {
      // It may be of the topic that was deleted.
      return;
    }
    payloads.merge(payload, 1, Integer::sum);
    findings.require(times <= 1 + group.moves(), () -> "a dead letter twice: " + origin);
    findings.require(
        topic.log().holds(letter.offset(), payload), () -> "a dead letter changed: " + origin);
    checkReplays(letter, topic.log(), group);
    if (letter.reason().equals("lost")) {
      findings.require(
          group.lossesAtMost(letter.offset()) >= LOSSES - 1,
          () -> "given up as lost after " + group.lossesAtMost(letter.offset()) + ": " + origin);
    } else {
      findings.require(
          (letter.failures() == rules.maxDeliveries()
                  || group.isMaybeGivenUp(letter.offset())
                  || group.moves() > 0)
              && group.failuresAtMost(letter.offset()) >= letter.failures(),
          () ->
              letter.failures()
                  + " failures counted, at most "
                  + group.failuresAtMost(letter.offset())
                  + " told of: "
                  + origin);
    }
  }

  /**
   * What was replayed before is known to have been, unless its group was moved back to it, and was
   * not replayed too often.
   */
  private void checkReplays(DeadLetter letter, LogCheck log, GroupCheck group) {
    findings.require(
        letter.replays() > 0 || group.moves() > 0 || !log.isReplayed(letter.offset()),
        () -> "said to be replayed never, but was: " + letter.offset() + " of " + letter.topic());
    findings.require(
        letter.replays() == 0 || !log.isOwn(letter.offset()),
        () -> "said to be replayed, but never was: " + letter.offset() + " of " + letter.topic());
    findings.require(
        asked || letter.replays() <= timesByItself,
        () -> "replayed by itself too often: " + letter.offset() + " of " + letter.topic());
  }

  boolean holds(Origin origin) {
    return origins.containsKey(origin);
  }

  void replayAsked() {
    asked = true;
  }

  /** Nobody has to ask, so often. */
  void replaysItself(int times) {
    timesByItself = times;
  }

  boolean canReplay() {
    return asked || timesByItself > 0;
  }

  /** So many are sure to be replayed. */
  void replayed(QueueReply reply) {
    if (reply instanceof QueueReply.Settled(int count)) {
      settled += count;
    }
  }

  /** Each was replayed once at most, and as often as it was said. */
  void end(LogCheck origin) {
    int replays = 0;
    for (Map.Entry<Payload, Integer> copies : origin.replayed().entrySet()) {
      int more = copies.getValue() - 1;
      replays += more;
      findings.require(
          more <= payloads.getOrDefault(copies.getKey(), 0),
          () -> "replayed more often than it was set aside: " + copies.getKey());
    }
    int found = replays;
    findings.require(
        found >= settled || origin.first() > 0,
        () -> settled + " dead letters were said to be replayed, " + found + " are there");
  }
}
