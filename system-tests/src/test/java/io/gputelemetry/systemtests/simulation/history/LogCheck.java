package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueRequest.Publish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What is at which offset of a topic, from everything that anybody was told of it: nothing lost,
 * nothing twice, nothing that changes, in the order of each producer.
 */
final class LogCheck {
  /** A message as it lies in the log; the content of a dead letter is looked at by others. */
  private record Placed(long producer, long number, Payload payload) {
    Batch batch() {
      return new Batch(payload.producer(), payload.epoch(), payload.number());
    }

    boolean isOwn() {
      return isAnonymous() || (producer == payload.producer() && number == payload.number());
    }

    private boolean isAnonymous() {
      return producer == 0 && payload.producer() < 0;
    }
  }

  private record Batch(long producer, int epoch, long number) {
    static Batch of(Producer producer) {
      return new Batch(producer.id(), producer.epoch(), producer.number());
    }
  }

  private final String topic;
  private final Findings findings;
  private final LetterCheck letters;
  private final Supplier<LetterCheck> replays;
  private final TreeMap<Long, Placed> contents = new TreeMap<>();
  private final Map<Placed, Long> places = new HashMap<>();
  private final Map<Payload, Integer> copies = new HashMap<>();
  private final Map<Batch, List<Payload>> sent = new HashMap<>();
  private final Map<Batch, Long> refused = new HashMap<>();
  private final Map<Batch, List<Payload>> promised = new HashMap<>();
  private final Map<List<Long>, TreeMap<Long, Long>> orders = new HashMap<>();
  private final TreeMap<Long, Integer> epochs = new TreeMap<>();
  private final TreeMap<Long, Integer> sentEpochs = new TreeMap<>();
  private final TreeMap<Long, SequenceCheck> sequences = new TreeMap<>();
  private final TreeMap<Long, Long> promises = new TreeMap<>();
  private final LossCheck loss;
  private final Map<Batch, Integer> sentLives = new HashMap<>();
  private final Set<Placed> lost = new HashSet<>();
  private final TreeSet<Long> audited = new TreeSet<>();
  private long first;
  private boolean auditing;
  private long toldEnd;
  private long end = -1;

  /**
   * Nothing is known.
   *
   * @param letters what is known of the dead letters in this topic
   * @param replays what is known of those that came from it
   * @param loss what may have been lost
   */
  LogCheck(
      String topic,
      Findings findings,
      LetterCheck letters,
      Supplier<LetterCheck> replays,
      LossCheck loss) {
    this.loss = loss;
    this.topic = topic;
    this.findings = findings;
    this.letters = letters;
    this.replays = replays;
  }

  /** The first offset that anybody was told to be there. */
  long first() {
    return first;
  }

  void beginsAt(long offset) {
    first = offset;
  }

  /** The end that the last reader came to. */
  long auditedEnd() {
    return end;
  }

  /** What was published to the topic that was deleted may come here again, in another order. */
  void comesAfter(LogCheck deleted) {
    refused.putAll(deleted.refused);
    deleted.sent.keySet().forEach(batch -> refused.put(batch, 1L));
  }

  void sequence(long producerId, SequenceCheck sequence) {
    sequences.put(producerId, sequence);
  }

  void sent(Publish publish) {
    Batch batch = Batch.of(publish.producer());
    sent.putIfAbsent(batch, payloads(publish));
    sentLives.put(batch, loss.life());
    lost.removeIf(placed -> placed.batch().equals(batch));
    sentEpochs.merge(batch.producer(), batch.epoch(), Math::max);
  }

  private static List<Payload> payloads(Publish publish) {
    List<Payload> payloads = new ArrayList<>();
    publish.messages().forEach(message -> payloads.add(Payload.of(message.payload())));
    return payloads;
  }

  void answered(Moment now, Publish publish, QueueReply reply) {
    Batch batch = Batch.of(publish.producer());
    int newest = epochs.getOrDefault(batch.producer(), 0);
    switch (reply) {
      case QueueReply.Published published -> {
        findings.require(
            batch.epoch() >= newest,
            () -> "epoch " + batch.epoch() + " was accepted after epoch " + newest + ": " + batch);
        epochs.put(batch.producer(), Math.max(newest, batch.epoch()));
        promised(now, publish, published.firstOffset());
      }
      case QueueReply.Duplicate duplicate when duplicate.firstOffset() >= 0 ->
          promised(now, publish, duplicate.firstOffset());
      case QueueReply.Duplicate _ -> promised.put(batch, payloads(publish));
      case QueueReply.Refused(QueueError error, _) when error == QueueError.FENCED ->
          findings.require(
              batch.epoch() < sentEpochs.getOrDefault(batch.producer(), 0),
              () -> "fenced without reason: " + batch);
      case QueueReply.Refused _ -> refused.put(batch, 1L);
      default -> findings.add(publish + " was answered " + reply);
    }
  }

  private void promised(Moment now, Publish publish, long firstOffset) {
    long offset = firstOffset;
    for (Payload payload : payloads(publish)) {
      place(offset, new Placed(publish.producer().id(), publish.producer().number(), payload));
      offset++;
    }
    long before = promises.isEmpty() ? 0 : promises.lastEntry().getValue();
    promises.put(now.order(), Math.max(before, offset));
    loss.told(now.nanos(), offset);
  }

  /** Somebody was told what is at this offset. */
  void seen(Delivery delivery) {
    if (auditing) {
      audited.add(delivery.offset());
    }
    Message message = delivery.message();
    if (message.contentType().equals(DeadLetter.CONTENT_TYPE)) {
      letters.seen(delivery);
      return;
    }
    Payload payload;
    try {
      payload = Payload.of(message.payload());
    } catch (IllegalArgumentException e) {
      findings.add(
          topic + " " + delivery.offset() + " is not what was published: " + e.getMessage());
      return;
    }
    place(delivery.offset(), new Placed(delivery.producerId(), delivery.producerNumber(), payload));
  }

  void started() {
    loss.started();
  }

  /** The broker is gone, and with it perhaps the end of the log. */
  void crashed(long nanos, boolean powerCut) {
    if (loss.crashed(nanos, powerCut)) {
      promises.clear();
      promised.clear();
      epochs.clear();
    }
  }

  /** Something shows which end was lost: what is in doubt from there on. */
  private void forgetWhatIsLost(long offset, Placed placed) {
    Placed before = contents.get(offset);
    if (before != null && before.equals(placed)) {
      if (loss.isDoubtful(offset) && !isSentSince(offset, placed)) {
        loss.confirmed(offset);
      }
      return;
    }
    long elsewhere = places.getOrDefault(placed, offset);
    long from = loss.isDoubtful(elsewhere) ? Math.min(offset, elsewhere) : offset;
    if (before == null && elsewhere == offset) {
      return;
    }
    List<Long> gone = contents.tailMap(from).keySet().stream().filter(loss::isDoubtful).toList();
    gone.forEach(this::forget);
  }

  private boolean isSentSince(long offset, Placed placed) {
    return sentLives.getOrDefault(placed.batch(), 0) > loss.life(offset);
  }

  private void forget(long offset) {
    Placed gone = contents.remove(offset);
    if (gone != null) {
      places.remove(gone);
      copies.computeIfPresent(gone.payload(), (_, count) -> count > 1 ? count - 1 : null);
      orders
          .getOrDefault(orderOf(gone.batch()), new TreeMap<>())
          .remove(gone.batch().number(), offset);
      if (!isSentSince(offset, gone)) {
        lost.add(gone);
      }
    }
  }

  private void place(long offset, Placed placed) {
    forgetWhatIsLost(offset, placed);
    findings.require(
        !lost.contains(placed),
        () -> "came back to " + topic + " though what lay before it is lost: " + placed);
    loss.placed(offset);
    Placed before = contents.putIfAbsent(offset, placed);
    if (before != null) {
      findings.require(
          before.equals(placed),
          () ->
              "two contents at offset " + offset + " of " + topic + ": " + before + ", " + placed);
      return;
    }
    Long place = places.putIfAbsent(placed, offset);
    findings.require(
        place == null,
        () -> "twice in " + topic + ", at " + place + " and " + offset + ": " + placed);
    copies.merge(placed.payload(), 1, Integer::sum);
    Payload payload = placed.payload();
    if (!placed.isOwn()) {
      // What is replayed has another publisher.
      findings.require(
          replays.get().canReplay(), () -> "nobody published this in " + topic + ": " + placed);
    } else if (!placed.isAnonymous()) {
      placeOwn(offset, payload);
    }
  }

  private void placeOwn(long offset, Payload payload) {
    Batch batch = new Batch(payload.producer(), payload.epoch(), payload.number());
    List<Payload> known = sent.getOrDefault(batch, List.of());
    findings.require(
        payload.index() < known.size() && known.get(payload.index()).equals(payload),
        () -> "nobody published what is at " + offset + " of " + topic + ": " + payload);
    SequenceCheck sequence = sequences.get(payload.producer());
    if (sequence != null) {
      sequence.placed(payload);
    }
    if (payload.index() == 0) {
      checkOrder(offset, batch);
    }
  }

  private static List<Long> orderOf(Batch batch) {
    return List.of(batch.producer(), (long) batch.epoch());
  }

  private void checkOrder(long offset, Batch batch) {
    TreeMap<Long, Long> order = orders.computeIfAbsent(orderOf(batch), _ -> new TreeMap<>());
    order.put(batch.number(), offset);
    Map.Entry<Long, Long> below = order.lowerEntry(batch.number());
    Map.Entry<Long, Long> above = order.higherEntry(batch.number());
    if (below != null && below.getValue() > offset) {
      reordered(new Batch(batch.producer(), batch.epoch(), below.getKey()), batch);
    }
    if (above != null && above.getValue() < offset) {
      reordered(batch, new Batch(batch.producer(), batch.epoch(), above.getKey()));
    }
  }

  /** Allowed if the earlier one was refused once, or for ranges, which anybody may publish. */
  private void reordered(Batch earlier, Batch later) {
    findings.require(
        refused.containsKey(earlier) || sequences.containsKey(earlier.producer()),
        () -> "reordered: " + later + " before " + earlier);
  }

  void read(Asked asked, long from, Chunk chunk) {
    long next = -1;
    for (Delivery delivery : chunk.deliveries()) {
      long expected = next;
      findings.require(
          next < 0 || delivery.offset() == expected,
          () -> "hole in " + topic + ": " + delivery.offset() + " instead of " + expected);
      next = delivery.offset() + 1;
      seen(delivery);
    }
    if (!chunk.deliveries().isEmpty()) {
      long start = chunk.deliveries().getFirst().offset();
      long behind = next;
      findings.require(
          from < 0 || start >= from, () -> "a reader of " + topic + " was taken back from " + from);
      findings.require(
          chunk.nextOffset() == behind,
          () -> "a reader of " + topic + " is sent to " + chunk.nextOffset() + " behind " + behind);
    } else if (from >= 0) {
      findings.require(
          chunk.nextOffset() >= from, () -> "a reader of " + topic + " is sent back from " + from);
      // What was promised before the question must be seen by it.
      Map.Entry<Long, Long> promise = promises.lowerEntry(asked.order());
      findings.require(
          promise == null || promise.getValue() <= Math.max(from, chunk.nextOffset()),
          () -> "a reader of " + topic + " at " + from + " does not see " + promise);
    }
  }

  void auditBegins() {
    auditing = true;
    audited.clear();
    toldEnd = contents.isEmpty() ? 0 : contents.lastKey() + 1;
  }

  void auditEnds(long atEnd) {
    auditing = false;
    end = atEnd;
  }

  /** What lies in the log more than once, and how often. */
  Map<Payload, Integer> replayed() {
    Map<Payload, Integer> replayed = new HashMap<>(copies);
    replayed.values().removeIf(count -> count == 1);
    return replayed;
  }

  /** Whether this is known to be there once more, after it was a dead letter. */
  boolean isReplayed(long offset) {
    Placed placed = contents.get(offset);
    return placed != null && !placed.isOwn();
  }

  /** Whether this is known to be there since it was published. */
  boolean isOwn(long offset) {
    Placed placed = contents.get(offset);
    return placed != null && placed.isOwn();
  }

  /** The payload at an offset, if anybody was ever told. */
  boolean holds(long offset, Payload payload) {
    Placed placed = contents.get(offset);
    return placed == null || placed.payload().equals(payload);
  }

  void end() {
    long begin = audited.isEmpty() ? end : audited.first();
    for (long offset : contents.subMap(begin, Math.max(Math.max(begin, end), toldEnd)).keySet()) {
      findings.require(
          audited.contains(offset) || loss.isDoubtful(offset),
          () -> "lost: offset " + offset + " of " + topic + ", " + contents.get(offset));
    }
    int there = audited.headSet(Math.max(0, end)).size();
    findings.require(
        there == end - begin || end < 0,
        () -> topic + " has " + there + " messages from " + begin + " to " + end);
    promised.forEach((batch, payloads) ->
        findings.require(
            payloads.stream()
                .allMatch(payload ->
                    begin > 0
                        || places.containsKey(
                            new Placed(batch.producer(), batch.number(), payload))),
            () -> "called a duplicate but not there: " + batch));
  }
}
