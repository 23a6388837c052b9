package io.gputelemetry.broker.ledger;

import io.gputelemetry.broker.ledger.StateRecord.Acked;
import io.gputelemetry.broker.ledger.StateRecord.Configured;
import io.gputelemetry.broker.ledger.StateRecord.DroppedUnseen;
import io.gputelemetry.broker.ledger.StateRecord.Failed;
import io.gputelemetry.broker.ledger.StateRecord.Granted;
import io.gputelemetry.broker.ledger.StateRecord.GroupCreated;
import io.gputelemetry.broker.ledger.StateRecord.GroupDeleted;
import io.gputelemetry.broker.ledger.StateRecord.GroupMoved;
import io.gputelemetry.broker.ledger.StateRecord.GroupSet;
import io.gputelemetry.broker.ledger.StateRecord.Replayed;
import io.gputelemetry.broker.ledger.StateRecord.SequenceDeleted;
import io.gputelemetry.broker.ledger.StateRecord.SequenceOpened;
import io.gputelemetry.broker.ledger.StateRecord.SequenceReset;
import io.gputelemetry.broker.ledger.StateRecord.SetAside;
import io.gputelemetry.broker.ledger.StateRecord.Skipped;
import io.gputelemetry.queue.Compression;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.queue.TopicSettings.Replay;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Bytes of a topic's state in control batches; the same drawing is in docs/broker-state.md.
 *
 * <pre>
 * body      kind u8 (1 snapshot, 2 records) | version u8 (6) | content
 * records   count number | record ...
 * record    1 group created    group text | start number
 *           2 acked            group text | from number | to number
 *           3 sequence opened  sequence text | producer number | rows number | passes number
 *                              | content number
 *           4 granted          sequence text | range
 *           5 group set        group text | flags u8 (1 retain, 2 paused)
 *           6 failed           group text | from number | to number | failures number
 *           7 group moved      group text | to number | acked count number
 *           8 skipped          group text | from number | to number | gap messages number
 *                              | at µs number
 *           9 set aside        group text | offset, producer, number, failures: numbers | reason long
 *          10 group deleted    group text
 *          11 sequence deleted sequence text
 *          12 sequence reset   sequence text | producer number | earliest grant µs number
 *          13 configured       settings
 *          14 dropped unseen   total number | at µs number
 *          15 replayed         offset number | times number
 * range     number number | pass number | first row number | count number | granted at number
 * number    LEB128: 7 bits an octet, low ones first, top bit = more follow; at most 10 octets
 * settings  durability u8 (0 open, 1 synced, 2 written, 3 memory) | max bytes, max age ms,
 *           visibility ms, max deliveries, replay after ms, times, a minute: numbers
 *           | compression u8 (0 none, 1 zstd)
 * text      length u8 | ASCII
 * long      length number | UTF-8
 * offsets   as in OffsetSet
 * </pre>
 *
 * The content of a snapshot is written by {@link TopicLedger} and the parts it names.
 */
final class StateFormat {
  static final int SNAPSHOT = 1;
  static final int RECORDS = 2;
  static final int VERSION = 6;

  private static final int GROUP_CREATED = 1;
  private static final int ACKED = 2;
  private static final int SEQUENCE_OPENED = 3;
  private static final int GRANTED = 4;
  private static final int GROUP_SET = 5;
  private static final int FAILED = 6;
  private static final int GROUP_MOVED = 7;
  private static final int SKIPPED = 8;
  private static final int SET_ASIDE = 9;
  private static final int GROUP_DELETED = 10;
  private static final int SEQUENCE_DELETED = 11;
  private static final int SEQUENCE_RESET = 12;
  private static final int CONFIGURED = 13;
  private static final int DROPPED_UNSEEN = 14;
  private static final int REPLAYED = 15;

  /** The last version whose settings said nothing of replays. */
  private static final int WITHOUT_REPLAY = 2;

  /** The last version whose settings said nothing of compression. */
  private static final int WITHOUT_COMPRESSION = 3;

  /** The last version that did not say when something left. */
  private static final int WITHOUT_TIMES = 4;

  /** The last version whose sequences said nothing of their content. */
  private static final int WITHOUT_CONTENT = 5;

  private static final int RETAIN = 1;
  private static final int PAUSED = 2;

  private StateFormat() {}

  static ByteBuffer encode(List<StateRecord> records) {
    StateWriter out = new StateWriter(2 + 10 + 32 * records.size());
    out.octet(RECORDS).octet(VERSION).number(records.size());
    for (StateRecord entry : records) {
      encode(out, entry);
    }
    return out.finish();
  }

  private static void encode(StateWriter out, StateRecord entry) {
    switch (entry) {
      case GroupCreated(String group, long start) ->
          out.octet(GROUP_CREATED).text(group).number(start);
      case Acked(String group, long from, long to) ->
          out.octet(ACKED).text(group).number(from).number(to);
      case SequenceOpened opened -> opened(out.octet(SEQUENCE_OPENED), opened);
      case Granted(String sequence, SequenceRange range) ->
          range(out.octet(GRANTED).text(sequence), range);
      case GroupSet(String group, boolean retain, boolean paused) ->
          out.octet(GROUP_SET).text(group).octet((retain ? RETAIN : 0) | (paused ? PAUSED : 0));
      case Failed(String group, long from, long to, int failures) ->
          out.octet(FAILED).text(group).number(from).number(to).number(failures);
      case GroupMoved(String group, long to, long ackedCount) ->
          out.octet(GROUP_MOVED).text(group).number(to).number(ackedCount);
      case Skipped(String group, long from, long to, long gapMessages, long at) ->
          out.octet(SKIPPED).text(group).number(from).number(to).number(gapMessages).number(at);
      case SetAside aside -> setAside(out.octet(SET_ASIDE), aside);
      case GroupDeleted(String group) -> out.octet(GROUP_DELETED).text(group);
      case SequenceDeleted(String sequence) -> out.octet(SEQUENCE_DELETED).text(sequence);
      case SequenceReset(String sequence, long producerId, long earliest) ->
          out.octet(SEQUENCE_RESET).text(sequence).number(producerId).number(earliest);
      case Configured(TopicSettings settings) -> settings(out.octet(CONFIGURED), settings);
      case DroppedUnseen(long total, long at) -> out.octet(DROPPED_UNSEEN).number(total).number(at);
      case Replayed(long offset, int times) -> out.octet(REPLAYED).number(offset).number(times);
    }
  }

  static List<StateRecord> records(ByteBuffer source, int version) {
    int count = count(source, Integer.MAX_VALUE);
    List<StateRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(entry(octet(source), source, version));
    }
    return records;
  }

  private static StateRecord entry(int kind, ByteBuffer source, int version) {
    return switch (kind) {
      case GROUP_CREATED -> new GroupCreated(text(source), number(source));
      case ACKED -> new Acked(text(source), number(source), number(source));
      case SEQUENCE_OPENED ->
          new SequenceOpened(
              text(source),
              number(source),
              number(source),
              number(source),
              content(source, version));
      case GRANTED -> new Granted(text(source), range(source));
      case GROUP_SET -> {
        String group = text(source);
        int flags = octet(source);
        yield new GroupSet(group, (flags & RETAIN) != 0, (flags & PAUSED) != 0);
      }
      case FAILED ->
          new Failed(
              text(source), number(source), number(source), count(source, Integer.MAX_VALUE));
      case GROUP_MOVED -> new GroupMoved(text(source), number(source), number(source));
      case SKIPPED ->
          new Skipped(
              text(source), number(source), number(source), number(source), time(source, version));
      case SET_ASIDE ->
          new SetAside(
              text(source),
              number(source),
              number(source),
              number(source),
              count(source, Integer.MAX_VALUE),
              longText(source));
      case GROUP_DELETED -> new GroupDeleted(text(source));
      case SEQUENCE_DELETED -> new SequenceDeleted(text(source));
      case SEQUENCE_RESET -> new SequenceReset(text(source), number(source), number(source));
      case CONFIGURED -> new Configured(settings(source, version));
      case DROPPED_UNSEEN -> new DroppedUnseen(number(source), time(source, version));
      case REPLAYED -> new Replayed(number(source), count(source, Integer.MAX_VALUE));
      default -> throw new StateFormatException("unknown kind of record");
    };
  }

  private static void opened(StateWriter out, SequenceOpened opened) {
    out.text(opened.sequence()).number(opened.producerId()).number(opened.rows());
    out.number(opened.passes()).number(opened.content());
  }

  private static void setAside(StateWriter out, SetAside aside) {
    out.text(aside.group()).number(aside.offset()).number(aside.producerId());
    out.number(aside.number()).number(aside.failures()).longText(aside.reason());
  }

  static void settings(StateWriter out, TopicSettings settings) {
    out.octet(settings.durability().map(StateFormat::code).orElse(0));
    out.number(settings.maxBytes()).number(settings.maxAge().toMillis());
    out.number(settings.visibility().toMillis()).number(settings.maxDeliveries());
    out.number(settings.replay().after().toMillis());
    out.number(settings.replay().times()).number(settings.replay().perMinute());
    out.octet(code(settings.compression()));
  }

  private static int code(Compression compression) {
    return switch (compression) {
      case NONE -> 0;
      case ZSTD -> 1;
    };
  }

  private static Compression compression(int code) {
    return switch (code) {
      case 0 -> Compression.NONE;
      case 1 -> Compression.ZSTD;
      default -> throw new StateFormatException("compression " + code + " is unknown");
    };
  }

  private static int code(Durability durability) {
    return switch (durability) {
      case SYNCED -> 1;
      case WRITTEN -> 2;
      case MEMORY -> 3;
    };
  }

  private static Optional<Durability> durability(int code) {
    return switch (code) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(Durability.SYNCED);
      case 2 -> Optional.of(Durability.WRITTEN);
      case 3 -> Optional.of(Durability.MEMORY);
      default -> throw new StateFormatException("durability " + code + " is unknown");
    };
  }

  static TopicSettings settings(ByteBuffer source, int version) {
    return new TopicSettings(
        durability(octet(source)),
        number(source),
        Duration.ofMillis(number(source)),
        Duration.ofMillis(number(source)),
        count(source, Integer.MAX_VALUE),
        version > WITHOUT_REPLAY ? replay(source) : Replay.OFF,
        version > WITHOUT_COMPRESSION ? compression(octet(source)) : Compression.NONE);
  }

  private static Replay replay(ByteBuffer source) {
    return new Replay(
        Duration.ofMillis(number(source)),
        count(source, Integer.MAX_VALUE),
        count(source, Integer.MAX_VALUE));
  }

  static void range(StateWriter out, SequenceRange range) {
    out.number(range.number()).number(range.pass()).number(range.firstRow());
    out.number(range.count()).number(range.grantedAtMicros());
  }

  static SequenceRange range(ByteBuffer source) {
    return new SequenceRange(
        number(source),
        number(source),
        number(source),
        count(source, Integer.MAX_VALUE),
        number(source));
  }

  /** When something left; 0 where the version did not say it. */
  static long time(ByteBuffer source, int version) {
    return version > WITHOUT_TIMES ? number(source) : 0;
  }

  /** What a sequence belongs to; 0 where the version did not say it. */
  static long content(ByteBuffer source, int version) {
    return version > WITHOUT_CONTENT ? number(source) : 0;
  }

  static int octet(ByteBuffer source) {
    try {
      return source.get() & 0xFF;
    } catch (BufferUnderflowException e) {
      throw new StateFormatException("cut off", e);
    }
  }

  static long number(ByteBuffer source) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int octet = octet(source);
      value |= (long) (octet & 0x7F) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw new StateFormatException("number longer than 10 octets");
  }

  static int count(ByteBuffer source, int max) {
    long count = number(source);
    if (count < 0 || count > max) {
      throw new StateFormatException("count " + count + " is not in 0.." + max);
    }
    return (int) count;
  }

  static String text(ByteBuffer source) {
    byte[] bytes = new byte[octet(source)];
    if (bytes.length > source.remaining()) {
      throw new StateFormatException("cut off");
    }
    source.get(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  static String longText(ByteBuffer source) {
    byte[] bytes = new byte[count(source, source.remaining())];
    if (bytes.length > source.remaining()) {
      throw new StateFormatException("cut off");
    }
    source.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
