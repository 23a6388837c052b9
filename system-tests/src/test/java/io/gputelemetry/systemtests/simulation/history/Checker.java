package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Pairs requests with replies and hands them to those who know what they mean. */
final class Checker {
  /** What a well-behaved client is never told. */
  private static final Set<QueueError> IMPOSSIBLE =
      Set.of(
          QueueError.BAD_REQUEST,
          QueueError.UNAUTHORIZED,
          QueueError.TOO_LARGE,
          QueueError.CORRUPT,
          QueueError.ALREADY_EXISTS);

  private final Findings findings;
  private final Rules rules;
  private final TreeMap<Long, TreeMap<Long, Asked>> asked = new TreeMap<>();
  private final TreeMap<String, TopicCheck> topics = new TreeMap<>();
  private boolean auditing;
  private long orders;

  Checker(Findings findings, Rules rules) {
    this.findings = findings;
    this.rules = rules;
  }

  void arrived(long nanos, long session, long correlation, QueueRequest request) {
    Asked came = new Asked(++orders, nanos, session, request);
    asked.computeIfAbsent(session, _ -> new TreeMap<>()).put(correlation, came);
    if (request instanceof QueueRequest.Publish publish) {
      topic(publish.topic()).log().sent(publish);
    } else if (request instanceof AdminRequest.ReplayDeadLetters replay) {
      topic(replay.topic() + DeadLetter.TOPIC_SUFFIX).letters().replayAsked();
    } else if (request instanceof AdminRequest.CreateTopic create) {
      create.settings().durability().ifPresent(topic(create.topic())::promises);
      topic(create.topic()).letters().replaysItself(create.settings().replay().times());
    } else if (request instanceof AdminRequest.ResetSequence reset) {
      topic(reset.topic()).sequences().mayBeAnew(reset.sequence(), false);
    } else if (request instanceof AdminRequest.DeleteSequence delete) {
      topic(delete.topic()).sequences().mayBeAnew(delete.sequence(), true);
    } else if (request instanceof AdminRequest.ResumeGroup resume) {
      group(resume.topic(), resume.group()).resumed();
    }
  }

  void left(long nanos, long session, long correlation, QueueReply reply) {
    TreeMap<Long, Asked> ofSession = asked.getOrDefault(session, new TreeMap<>());
    Asked question = ofSession.remove(correlation);
    if (question == null) {
      findings.add("answered twice, or never asked: " + reply);
      return;
    }
    QueueRequest request = question.request();
    if (reply instanceof Refused refused && isImpossible(request, refused.error())) {
      findings.add(request + " was refused: " + refused);
    }
    switch (request) {
      case QueueRequest.Publish publish ->
          topic(publish.topic()).published(new Moment(nanos, orders), question, publish, reply);
      case QueueRequest.Read read -> topic(read.topic()).read(question, read, reply);
      case QueueRequest.Lease lease ->
          group(lease.topic(), lease.group()).leased(nanos, question, reply);
      case QueueRequest.Ack ack ->
          group(ack.topic(), ack.group()).settled(nanos, question, Settlement.of(ack), reply);
      case QueueRequest.AckRange ack ->
          group(ack.topic(), ack.group()).settled(nanos, question, Settlement.of(ack), reply);
      case QueueRequest.Nack nack ->
          group(nack.topic(), nack.group()).settled(nanos, question, Settlement.of(nack), reply);
      case QueueRequest.Release release ->
          group(release.topic(), release.group())
              .settled(nanos, question, Settlement.of(release), reply);
      case QueueRequest.Extend extend ->
          group(extend.topic(), extend.group())
              .settled(nanos, question, Settlement.of(extend), reply);
      case QueueRequest.LeaseSequence lease ->
          topic(lease.topic()).sequences().granted(nanos, question, lease, reply);
      case QueueRequest.ReleaseGrant release ->
          topic(release.topic())
              .sequences()
              .sequence(release.sequence())
              .released(nanos, question, release.token(), reply);
      case QueueRequest.OpenSequence open -> topic(open.topic()).sequences().opened(open, reply);
      case AdminRequest admin -> administered(admin, reply);
      case QueueRequest.Hello _, QueueRequest.Inspect _, QueueRequest.Report _ -> {
        // Promise nothing.
      }
    }
  }

  /** What a lease held that could not be read goes back, counted as delivered. */
  void failed(long session, long correlation) {
    Asked question = asked.getOrDefault(session, new TreeMap<>()).get(correlation);
    if (question != null && question.request() instanceof QueueRequest.Lease lease) {
      group(lease.topic(), lease.group()).failedToDeliver();
    }
  }

  /** A topic that was deleted may be shorter than somebody knows. */
  private boolean isImpossible(QueueRequest request, QueueError error) {
    boolean beyondEnd =
        switch (request) {
          case QueueRequest.Read read -> topic(read.topic()).mayBeShorter();
          case AdminRequest.Seek seek -> topic(seek.topic()).mayBeShorter();
          default -> false;
        };
    return IMPOSSIBLE.contains(error) && !(beyondEnd && error == QueueError.BAD_REQUEST);
  }

  private void administered(AdminRequest request, QueueReply reply) {
    switch (request) {
      case AdminRequest.Seek seek -> group(seek.topic(), seek.group()).moved(reply);
      case AdminRequest.PauseGroup pause -> group(pause.topic(), pause.group()).paused(reply);
      case AdminRequest.ResumeGroup resume -> group(resume.topic(), resume.group()).resumed();
      case AdminRequest.CreateGroup create ->
          group(create.topic(), create.group()).created(create, reply);
      case AdminRequest.DescribeTopic describe ->
          topic(describe.topic()).described(reply, !auditing);
      case AdminRequest.DeleteTopic delete -> deleted(delete.topic(), reply);
      case AdminRequest.DeleteGroup delete -> group(delete.topic(), delete.group()).deleted(reply);
      case AdminRequest.DeleteSequence delete ->
          topic(delete.topic()).sequences().deleted(delete.sequence(), reply);
      case AdminRequest.ResetSequence reset ->
          topic(reset.topic()).sequences().reset(reset.sequence(), reply);
      case AdminRequest.ReplayDeadLetters replay ->
          topic(replay.topic() + DeadLetter.TOPIC_SUFFIX).letters().replayed(reply);
      default -> {
        // Nothing is checked of these.
      }
    }
  }

  /** From now on it is another topic, if there is one of that name. */
  private void deleted(String name, QueueReply reply) {
    boolean gone = reply instanceof Refused(QueueError error, _) && error == QueueError.NOT_FOUND;
    if (gone || reply instanceof QueueReply.Done) {
      topics.put(name, topic(name).another(findings));
    }
  }

  void closed(long session) {
    long order = ++orders;
    topics.values().forEach(topic -> topic.closed(session, order));
  }

  void crashed(long nanos, boolean powerCut) {
    forgetUnanswered();
    for (TopicCheck topic : topics.values()) {
      topic.crashed(nanos, powerCut);
    }
  }

  void started() {
    topics.values().forEach(TopicCheck::started);
  }

  void stopped() {
    forgetUnanswered();
    topics.values().forEach(topic -> topic.restarted(Long.MAX_VALUE));
  }

  /** Nobody knows what became of them. */
  private void forgetUnanswered() {
    List<TreeMap<Long, Asked>> all = List.copyOf(asked.values());
    asked.clear();
    for (TreeMap<Long, Asked> ofSession : all) {
      ofSession.values().forEach(this::unknown);
    }
  }

  private void unknown(Asked question) {
    switch (question.request()) {
      case QueueRequest.Ack ack -> group(ack.topic(), ack.group()).unknown(Settlement.of(ack));
      case QueueRequest.AckRange ack -> group(ack.topic(), ack.group()).unknown(Settlement.of(ack));
      case QueueRequest.Nack nack -> group(nack.topic(), nack.group()).unknown(Settlement.of(nack));
      case AdminRequest.Seek seek -> group(seek.topic(), seek.group()).maybeMoved(seek);
      case AdminRequest.DeleteGroup delete -> group(delete.topic(), delete.group()).maybeDeleted();
      // Whether it is the old topic or another one nobody knows, until it is deleted for sure.
      case AdminRequest.DeleteTopic delete ->
          topics.put(delete.topic(), topic(delete.topic()).another(new Findings()));
      default -> {
        // May have happened or not: either is allowed.
      }
    }
  }

  void auditBegins(String topic) {
    auditing = true;
    topic(topic).log().auditBegins();
  }

  void auditEnds(String topic, long end) {
    topic(topic).log().auditEnds(end);
  }

  void end() {
    topics.values().forEach(TopicCheck::end);
    for (TopicCheck topic : List.copyOf(topics.values())) {
      if (!DeadLetter.isDeadLetterTopic(topic.name())) {
        topic.groupsEnd(topic(topic.name() + DeadLetter.TOPIC_SUFFIX).letters());
      }
    }
  }

  private GroupCheck group(String topic, String name) {
    return topic(topic).group(name);
  }

  private TopicCheck topic(String name) {
    TopicCheck known = topics.get(name);
    if (known == null) {
      known = new TopicCheck(name, findings, rules, this::topic);
      topics.put(name, known);
    }
    return known;
  }
}
