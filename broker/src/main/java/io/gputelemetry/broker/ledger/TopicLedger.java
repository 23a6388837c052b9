package io.gputelemetry.broker.ledger;

import io.gputelemetry.broker.ledger.StateRecord.Configured;
import io.gputelemetry.broker.ledger.StateRecord.DroppedUnseen;
import io.gputelemetry.broker.ledger.StateRecord.Granted;
import io.gputelemetry.broker.ledger.StateRecord.GroupCreated;
import io.gputelemetry.broker.ledger.StateRecord.GroupDeleted;
import io.gputelemetry.broker.ledger.StateRecord.OfGroup;
import io.gputelemetry.broker.ledger.StateRecord.Replayed;
import io.gputelemetry.broker.ledger.StateRecord.SequenceDeleted;
import io.gputelemetry.broker.ledger.StateRecord.SequenceOpened;
import io.gputelemetry.broker.ledger.StateRecord.SequenceReset;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Entry.Tag;
import io.gputelemetry.queue.TopicSettings;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The lasting state of one topic. It changes by {@link #apply} and {@link #appended} only, which
 * are called when something happens and, by {@link #replay}, when the log is read again; so the
 * state after a restart is the state before it.
 *
 * <pre>
 * snapshot  samples number | dropped unseen number | first at µs, last at µs: numbers
 *           | settings | replays
 *           producers count number | (id number | epoch number | batches) ...
 *           groups count number    | (name text | acked count number | acked offsets |
 *                                     trouble) ...
 *           sequences count number | (name text | producer, rows, rows of the next pass, passes,
 *                                     pass, next row, next number, granted at, completed rows:
 *                                     numbers | count number | range ... | batches
 *                                     | content number) ...
 * trouble   flags u8 (1 retain, 2 paused) | gap messages, gap from, gap to, first gap at µs,
 *           last gap at µs: numbers
 *           | count number | (from number | to number | failures number) ...
 *           | producer number | next number number
 *           | count number | (offset number | number number | failures number | reason long) ...
 * replays   count number | (offset number | times number) ...
 * batches   numbers offsets | count number | (number number | offset number) ..., oldest first
 * </pre>
 *
 * Version 5 has sequences without content. Version 4 has none of the times at which something left;
 * version 3 has settings without compression; version 2 has no replays; version 1 has neither
 * dropped unseen nor settings nor trouble.
 */
public final class TopicLedger {
  /**
   * Messages that left while there was no group, and when the first and the last of them did, 0 if
   * an older version did not write it down.
   */
  public record Unseen(long messages, long firstAtMicros, long lastAtMicros) {
    static final Unseen NONE = new Unseen(0, 0, 0);
  }

  private final Producers producers;
  private final ReplayCounts replays = new ReplayCounts();
  private final TreeMap<String, GroupProgress> groups = new TreeMap<>();
  private final TreeMap<String, SequenceProgress> sequences = new TreeMap<>();
  private final TreeMap<Long, SequenceProgress> sequencesByProducer = new TreeMap<>();
  private long samples;
  private Unseen unseen = Unseen.NONE;
  private TopicSettings settings = TopicSettings.USUAL;

  /**
   * An empty one.
   *
   * @param producersBound producers that are remembered
   */
  public TopicLedger(int producersBound) {
    producers = new Producers(producersBound);
  }

  /** Whether an id is of the kind that sequences have; the others are the clients' own. */
  public static boolean isSequenceId(long producerId) {
    return producerId < 0;
  }

  /** Samples in all messages ever appended. */
  public long samples() {
    return samples;
  }

  /** What left while there was no group. */
  public Unseen unseen() {
    return unseen;
  }

  /** What was chosen for this topic. */
  public TopicSettings settings() {
    return settings;
  }

  /** The producers. */
  public Producers producers() {
    return producers;
  }

  /** How often the message at this offset was replayed until it came here. */
  public int replays(long offset) {
    return replays.at(offset);
  }

  /** All groups, by name. */
  public Collection<GroupProgress> groups() {
    return Collections.unmodifiableCollection(groups.values());
  }

  /** A group by its name. */
  public Optional<GroupProgress> group(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  /** All sequences, by name. */
  public Collection<SequenceProgress> sequences() {
    return Collections.unmodifiableCollection(sequences.values());
  }

  /** A sequence by its name. */
  public Optional<SequenceProgress> sequence(String name) {
    return Optional.ofNullable(sequences.get(name));
  }

  /** A sequence by its producer. */
  public Optional<SequenceProgress> sequence(long producerId) {
    return Optional.ofNullable(sequencesByProducer.get(producerId));
  }

  /** The lowest offset that a group still needs; 0 without groups: the first may want all of it. */
  public long lowestCommitted() {
    return groups.values().stream().mapToLong(GroupProgress::committed).min().orElse(0);
  }

  /** A batch of messages is in the log. */
  public void appended(long baseOffset, int weight, Tag tag) {
    samples += weight;
    if (isSequenceId(tag.id())) {
      sequence(tag.id()).ifPresent(sequence -> sequence.appended(tag.number(), baseOffset));
    } else if (tag.id() != 0) {
      producers.appended(tag.id(), tag.epoch(), tag.number(), baseOffset);
    }
  }

  /** Something happened that a control batch tells of. */
  public void apply(StateRecord entry) {
    switch (entry) {
      case GroupCreated(String group, long start) ->
          groups.computeIfAbsent(group, name -> new GroupProgress(name, start));
      case OfGroup change -> required(groups, change.group()).apply(change);
      case GroupDeleted(String group) -> groups.remove(group);
      case SequenceOpened opened -> apply(opened);
      case Granted(String sequence, SequenceRange range) ->
          required(sequences, sequence).granted(range);
      case SequenceDeleted(String sequence) -> remove(sequence);
      case SequenceReset reset -> apply(reset);
      case Configured(TopicSettings chosen) -> settings = chosen;
      case DroppedUnseen(long total, long at) ->
          unseen = new Unseen(total, unseen.messages() == 0 ? at : unseen.firstAtMicros(), at);
      case Replayed(long offset, int times) -> replays.set(offset, times, lowestCommitted());
    }
  }

  private void apply(SequenceReset reset) {
    SequenceProgress known = required(sequences, reset.sequence());
    if (known.producerId() != reset.producerId()) {
      remove(known.name());
      put(known.anew(reset.producerId(), reset.earliestMicros()));
    }
  }

  private void remove(String sequence) {
    SequenceProgress removed = sequences.remove(sequence);
    if (removed != null) {
      sequencesByProducer.remove(removed.producerId());
    }
  }

  private void apply(SequenceOpened opened) {
    if (!sequences.containsKey(opened.sequence())) {
      put(
          new SequenceProgress(
              opened.sequence(), opened.producerId(), opened.rows(), opened.passes()));
    }
    SequenceProgress known = required(sequences, opened.sequence());
    // A snapshot may hold already that it was reset after this.
    if (known.producerId() == opened.producerId()) {
      known.reopen(opened.rows(), opened.passes(), opened.content());
    }
  }

  private static <V> V required(Map<String, V> known, String name) {
    V value = known.get(name);
    if (value == null) {
      throw new StateFormatException("\"" + name + "\" was never created");
    }
    return value;
  }

  private void put(SequenceProgress sequence) {
    sequences.put(sequence.name(), sequence);
    sequencesByProducer.put(sequence.producerId(), sequence);
  }

  /**
   * Applies what the log holds; batches in the order of the log.
   *
   * @throws StateFormatException if a newer version wrote it
   */
  public void replay(Batch batch) {
    if (!batch.isControl()) {
      appended(batch.baseOffset(), batch.weight(), batch.tag());
      return;
    }
    ByteBuffer body = batch.body().duplicate();
    int kind = StateFormat.octet(body);
    int version = StateFormat.octet(body);
    if (version < 1 || version > StateFormat.VERSION) {
      throw new StateFormatException(
          "version " + version + "; this program knows version " + StateFormat.VERSION);
    }
    switch (kind) {
      case StateFormat.SNAPSHOT -> restore(body, version);
      case StateFormat.RECORDS -> StateFormat.records(body, version).forEach(this::apply);
      default -> throw new StateFormatException("unknown kind " + kind);
    }
  }

  /** The body of a control batch that tells of these. */
  public static ByteBuffer encode(List<StateRecord> records) {
    return StateFormat.encode(records);
  }

  /** The body of a control batch that holds the whole state. */
  public ByteBuffer snapshot() {
    StateWriter out = new StateWriter(1024);
    out.octet(StateFormat.SNAPSHOT).octet(StateFormat.VERSION).number(samples);
    out.number(unseen.messages()).number(unseen.firstAtMicros()).number(unseen.lastAtMicros());
    StateFormat.settings(out, settings);
    replays.encode(out);
    producers.encode(out);
    out.number(groups.size());
    groups.values().forEach(group -> group.encode(out));
    out.number(sequences.size());
    sequences.values().forEach(sequence -> sequence.encode(out));
    return out.finish();
  }

  private void restore(ByteBuffer source, int version) {
    samples = StateFormat.number(source);
    if (version > 1) {
      unseen =
          new Unseen(
              StateFormat.number(source),
              StateFormat.time(source, version),
              StateFormat.time(source, version));
      settings = StateFormat.settings(source, version);
    }
    if (version > 2) {
      replays.decode(source);
    }
    producers.decode(source);
    groups.clear();
    for (int i = StateFormat.count(source, Integer.MAX_VALUE); i > 0; i--) {
      GroupProgress group = GroupProgress.decode(source, version);
      groups.put(group.name(), group);
    }
    sequences.clear();
    sequencesByProducer.clear();
    for (int i = StateFormat.count(source, Integer.MAX_VALUE); i > 0; i--) {
      put(SequenceProgress.decode(source, version));
    }
  }
}
