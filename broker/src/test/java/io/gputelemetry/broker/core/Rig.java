package io.gputelemetry.broker.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.core.Event.Asked;
import io.gputelemetry.broker.core.Event.Committed;
import io.gputelemetry.broker.core.Event.SessionClosed;
import io.gputelemetry.broker.core.Event.Tick;
import io.gputelemetry.broker.ledger.TopicLedger;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.queue.TopicState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A topic without disk and threads, driven by hand: the test says what happens, and when. */
final class Rig {
  static final String TOPIC = "t";
  static final String GROUP = "g";
  static final String SEQUENCE = "s";

  final MemoryLog log = new MemoryLog();
  final TreeMap<Long, QueueReply> replies = new TreeMap<>();
  private final String topic;
  private final TopicCore.Surroundings surroundings;

  /** What the topic wants to be published elsewhere, and nobody answered. */
  final List<HandOver> handOvers = new ArrayList<>();

  /** Topics that are not there; all others are. */
  final Set<String> missing = new HashSet<>();

  TopicLedger ledger;
  TopicCore core;
  private long nanos;
  private long micros = 1_000_000_000;
  private long tickets;

  Rig() {
    this(TopicLimits.DEFAULT);
  }

  Rig(TopicLimits limits) {
    this(limits, TOPIC);
  }

  /** Requests name the usual topic all the same. */
  Rig(TopicLimits limits, String topic) {
    this.topic = topic;
    this.surroundings =
        new TopicCore.Surroundings(
            limits,
            TopicSettings.USUAL,
            new SplittableRandom(7),
            Rig::instance,
            name -> !missing.contains(name));
    this.ledger = new TopicLedger(limits.producersMax());
    this.core = new TopicCore(topic, log, ledger, surroundings);
  }

  /** The process dies and comes again; {@code kept} batches that were not synced survive. */
  void crash(int kept) {
    ledger = log.restart(kept);
    core = new TopicCore(topic, log, ledger, surroundings);
    handOvers.clear();
    replies.clear();
  }

  /** What a session is called. */
  static String instance(long session) {
    return "instance-" + session;
  }

  Now now() {
    return new Now(nanos, micros);
  }

  void setEpochMicros(long value) {
    micros = value;
  }

  void advance(Duration time) {
    nanos += time.toNanos();
    micros += time.toNanos() / 1_000;
  }

  void event(Event event) {
    try {
      core.handle(event, now());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks within a turn; the reply comes with {@link #commit}. */
  long ask(long session, QueueRequest request) {
    event(new Asked(++tickets, session, request));
    return tickets;
  }

  /** Ends the turn; returns whether it was synced. */
  boolean commit() {
    boolean sync = endTurn();
    event(new Committed(log.durableEnd()));
    core.takeAnswers().forEach(answer -> replies.put(answer.ticket(), answer.reply()));
    handOvers.addAll(core.takeHandOvers());
    return sync;
  }

  private boolean endTurn() {
    try {
      boolean sync = core.endTurn(now());
      if (sync) {
        log.sync();
      }
      return sync;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A turn in which time goes by. */
  boolean tick(Duration time) {
    advance(time);
    event(new Tick());
    return commit();
  }

  Optional<QueueReply> reply(long ticket) {
    return Optional.ofNullable(replies.get(ticket));
  }

  /** A turn with one request that is answered in it. */
  QueueReply call(long session, QueueRequest request) {
    event(new Tick());
    long ticket = ask(session, request);
    commit();
    return reply(ticket).orElseThrow(() -> new AssertionError("no answer to " + request));
  }

  void closeSession(long session) {
    event(new SessionClosed(session));
  }

  static QueueRequest.Publish publish(Producer producer, int timeoutMillis, String... texts) {
    List<Message> messages = new ArrayList<>();
    for (String text : texts) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      messages.add(new Message("text/plain", 2, bytes));
    }
    return new QueueRequest.Publish(TOPIC, producer, messages, timeoutMillis);
  }

  static QueueRequest.Publish publish(String... texts) {
    return publish(Producer.ANONYMOUS, 0, texts);
  }

  static QueueRequest.Lease lease(int maxMessages, int waitMillis) {
    return new QueueRequest.Lease(
        TOPIC, GROUP, new StartPosition.Earliest(), maxMessages, 1 << 20, waitMillis);
  }

  Leased take(long session, int maxMessages) {
    return (Leased) call(session, lease(maxMessages, 0));
  }

  QueueReply ack(long session, long token) {
    return call(session, new QueueRequest.Ack(TOPIC, GROUP, token));
  }

  TopicState state() {
    QueueReply.Inspection inspection = (QueueReply.Inspection) call(0, new QueueRequest.Inspect());
    return inspection.topics().getFirst();
  }

  static List<Long> offsets(QueueReply reply) {
    List<Delivery> deliveries =
        switch (reply) {
          case Leased leased -> leased.deliveries();
          case QueueReply.Chunk chunk -> chunk.deliveries();
          default -> throw new AssertionError("no deliveries: " + reply);
        };
    return deliveries.stream().map(Delivery::offset).toList();
  }

  static void assertRefused(QueueReply reply, QueueError error) {
    assertThat(reply)
        .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.error()).isEqualTo(error));
  }
}
