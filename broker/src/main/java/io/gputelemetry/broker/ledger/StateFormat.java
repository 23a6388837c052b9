package io.gputelemetry.broker.ledger;

import io.gputelemetry.broker.ledger.StateRecord.Acked;
import io.gputelemetry.broker.ledger.StateRecord.Granted;
import io.gputelemetry.broker.ledger.StateRecord.GroupCreated;
import io.gputelemetry.broker.ledger.StateRecord.SequenceOpened;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes of a topic's state in control batches; the same drawing is in docs/broker-state.md.
 *
 * <pre>
 * body      kind u8 (1 snapshot, 2 records) | version u8 (1) | content
 * records   count number | record ...
 * record    1 group created    group text | start number
 *           2 acked            group text | from number | to number
 *           3 sequence opened  sequence text | producer number | rows number | passes number
 *           4 granted          sequence text | range
 * range     number number | pass number | first row number | count number | granted at number
 * number    LEB128: 7 bits an octet, low ones first, top bit = more follow; at most 10 octets
 * text      length u8 | ASCII
 * offsets   as in OffsetSet
 * </pre>
 *
 * The content of a snapshot is written by {@link TopicLedger} and the parts it names.
 */
final class StateFormat {
  static final int SNAPSHOT = 1;
  static final int RECORDS = 2;
  static final int VERSION = 1;

  private static final int GROUP_CREATED = 1;
  private static final int ACKED = 2;
  private static final int SEQUENCE_OPENED = 3;
  private static final int GRANTED = 4;

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
      case SequenceOpened(String sequence, long producerId, long rows, long passes) ->
          out.octet(SEQUENCE_OPENED).text(sequence).number(producerId).number(rows).number(passes);
      case Granted(String sequence, SequenceRange range) ->
          range(out.octet(GRANTED).text(sequence), range);
    }
  }

  static List<StateRecord> records(ByteBuffer source) {
    int count = count(source, Integer.MAX_VALUE);
    List<StateRecord> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(
          switch (octet(source)) {
            case GROUP_CREATED -> new GroupCreated(text(source), number(source));
            case ACKED -> new Acked(text(source), number(source), number(source));
            case SEQUENCE_OPENED ->
                new SequenceOpened(text(source), number(source), number(source), number(source));
            case GRANTED -> new Granted(text(source), range(source));
            default -> throw new StateFormatException("unknown kind of record");
          });
    }
    return records;
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
}
