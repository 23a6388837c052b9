package io.gputelemetry.queue;

import io.gputelemetry.wire.FramePart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The binary form of replies; {@code docs/protocol.md} lists the fields. Payloads are not copied:
 * an encoded reply refers to them, a decoded one is a view over the body.
 */
public final class ReplyCodec {
  private static final int REASON_CHARS_MAX = 1000;
  private static final int REASON_BYTES_MAX = 4 * REASON_CHARS_MAX;

  private ReplyCodec() {}

  /** The body, in parts. The text of a refusal is cut after 1,000 characters. */
  public static List<ByteBuffer> encode(long correlation, QueueReply reply) {
    return write(correlation, reply).parts();
  }

  /** The same, with what of it lies in a file. */
  public static List<FramePart> frame(long correlation, QueueReply reply) {
    return write(correlation, reply).frame();
  }

  private static FieldWriter write(long correlation, QueueReply reply) {
    FieldWriter out = new FieldWriter();
    QueueFrame.putHeader(out, opcode(reply), correlation);
    switch (reply) {
      case QueueReply.Done _, QueueReply.NoRange _, QueueReply.SequenceFinished _ -> {
        // Have no fields.
      }
      case QueueReply.Published published -> {
        out.putLong(published.firstOffset());
        out.putInt(published.count());
        out.putByte(code(published.durability()));
      }
      case QueueReply.Duplicate duplicate -> out.putLong(duplicate.firstOffset());
      case QueueReply.Chunk chunk -> {
        out.putLong(chunk.nextOffset());
        putRuns(out, chunk.runs());
      }
      case QueueReply.Leased leased -> {
        out.putLong(leased.token());
        out.putInt(leased.timeoutMillis());
        putRuns(out, leased.runs());
      }
      case QueueReply.Acked acked -> out.putInt(acked.count());
      case QueueReply.SequenceOpened(long producerId, OptionalLong passesBefore) -> {
        out.putLong(producerId);
        passesBefore.ifPresent(out::putLong);
      }
      case QueueReply.Granted granted -> putGranted(out, granted);
      case QueueReply.Inspection inspection -> InspectionCodec.put(out, inspection);
      case QueueReply.Described(TopicSettings settings, TopicState state) -> {
        AdminCodec.putSettings(out, settings);
        InspectionCodec.putTopic(out, state);
        AdminCodec.putExtras(out, settings);
      }
      case QueueReply.TopicNames(List<String> names) -> {
        out.putInt(names.size());
        names.forEach(out::putName);
      }
      case QueueReply.Positioned(long offset) -> out.putLong(offset);
      case QueueReply.Settled(int count) -> out.putInt(count);
      case QueueReply.Refused refused -> putRefused(out, refused);
    }
    return out;
  }

  /**
   * The reply in this body, whose messages are views over it.
   *
   * @throws QueueFormatException if it is none of this version
   */
  public static QueueReply decode(ByteBuffer body) throws QueueFormatException {
    Opcode opcode = QueueFrame.opcode(body);
    FieldReader in = new FieldReader(body);
    try {
      QueueReply reply = fields(opcode, in);
      in.end();
      return reply;
    } catch (IllegalArgumentException e) {
      throw new QueueFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Opcode opcode(QueueReply reply) {
    return switch (reply) {
      case QueueReply.Done _ -> Opcode.DONE;
      case QueueReply.Published _ -> Opcode.PUBLISHED;
      case QueueReply.Duplicate _ -> Opcode.DUPLICATE;
      case QueueReply.Chunk _ -> Opcode.CHUNK;
      case QueueReply.Leased _ -> Opcode.LEASED;
      case QueueReply.Acked _ -> Opcode.ACKED;
      case QueueReply.SequenceOpened _ -> Opcode.SEQUENCE_OPENED;
      case QueueReply.Granted _ -> Opcode.GRANTED;
      case QueueReply.NoRange _ -> Opcode.NO_RANGE;
      case QueueReply.SequenceFinished _ -> Opcode.SEQUENCE_FINISHED;
      case QueueReply.Inspection _ -> Opcode.INSPECTION;
      case QueueReply.Described _ -> Opcode.DESCRIBED;
      case QueueReply.TopicNames _ -> Opcode.TOPIC_NAMES;
      case QueueReply.Positioned _ -> Opcode.POSITIONED;
      case QueueReply.Settled _ -> Opcode.SETTLED;
      case QueueReply.Refused _ -> Opcode.REFUSED;
    };
  }

  private static QueueReply fields(Opcode opcode, FieldReader in) throws QueueFormatException {
    return switch (opcode) {
      case DONE -> new QueueReply.Done();
      case PUBLISHED ->
          new QueueReply.Published(in.getLong(), in.getInt(), durability(in.getByte()));
      case DUPLICATE -> new QueueReply.Duplicate(in.getLong());
      case CHUNK -> {
        long nextOffset = in.getLong();
        yield new QueueReply.Chunk(runs(in), nextOffset);
      }
      case LEASED -> new QueueReply.Leased(in.getLong(), in.getInt(), runs(in));
      case ACKED -> new QueueReply.Acked(in.getInt());
      case SEQUENCE_OPENED ->
          new QueueReply.SequenceOpened(
              in.getLong(), in.isAtEnd() ? OptionalLong.empty() : OptionalLong.of(in.getLong()));
      case GRANTED -> granted(in);
      case NO_RANGE -> new QueueReply.NoRange();
      case SEQUENCE_FINISHED -> new QueueReply.SequenceFinished();
      case INSPECTION -> InspectionCodec.get(in);
      case REFUSED ->
          new QueueReply.Refused(QueueError.of(in.getByte()), in.getString(REASON_BYTES_MAX));
      case DESCRIBED -> described(in);
      case TOPIC_NAMES -> new QueueReply.TopicNames(names(in));
      case POSITIONED -> new QueueReply.Positioned(in.getLong());
      case SETTLED -> new QueueReply.Settled(in.getInt());
      default -> throw new QueueFormatException("opcode " + opcode.code() + " is a request");
    };
  }

  private static List<String> names(FieldReader in) throws QueueFormatException {
    int count = in.getCount(1);
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(in.getName());
    }
    return names;
  }

  private static void putRuns(FieldWriter out, List<DeliveryRun> runs) {
    out.putInt(runs.size());
    for (DeliveryRun run : runs) {
      out.putLong(run.firstOffset());
      out.putLong(run.appendedAtMicros());
      out.putLong(run.producerId());
      out.putLong(run.producerNumber());
      out.putInt(run.deliveries());
      out.putInt(run.messages().size());
      out.putInt(run.messages().sampleCount());
      out.putInt(run.messages().bytes());
      out.putMessages(run.messages());
    }
  }

  private static Deliveries runs(FieldReader in) throws QueueFormatException {
    int count = in.getCount(DeliveryRun.OVERHEAD_BYTES);
    List<DeliveryRun> runs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long firstOffset = in.getLong();
      long appendedAtMicros = in.getLong();
      long producerId = in.getLong();
      long producerNumber = in.getLong();
      int deliveries = in.getInt();
      int messages = in.getInt();
      int samples = in.getInt();
      StoredMessages stored = StoredMessages.checked(messages, samples, in.getSlice(in.getInt()));
      runs.add(
          new DeliveryRun(
              firstOffset, appendedAtMicros, producerId, producerNumber, deliveries, stored));
    }
    return Deliveries.of(runs);
  }

  private static void putGranted(FieldWriter out, QueueReply.Granted granted) {
    out.putLong(granted.producerId());
    out.putLong(granted.number());
    out.putLong(granted.token());
    out.putLong(granted.pass());
    out.putLong(granted.firstRow());
    out.putInt(granted.count());
    out.putLong(granted.grantedAtMicros());
    out.putInt(granted.timeoutMillis());
  }

  private static QueueReply.Described described(FieldReader in) throws QueueFormatException {
    TopicSettings settings = AdminCodec.settings(in);
    TopicState state = InspectionCodec.topic(in);
    return new QueueReply.Described(AdminCodec.extras(in, settings), state);
  }

  private static QueueReply.Granted granted(FieldReader in) throws QueueFormatException {
    return new QueueReply.Granted(
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getInt(),
        in.getLong(),
        in.getInt());
  }

  private static void putRefused(FieldWriter out, QueueReply.Refused refused) {
    String reason = refused.message();
    out.putByte(refused.error().code());
    out.putString(reason.substring(0, Math.min(reason.length(), REASON_CHARS_MAX)));
  }

  static int code(Durability durability) {
    return switch (durability) {
      case SYNCED -> 0;
      case WRITTEN -> 1;
      case MEMORY -> 2;
    };
  }

  static Durability durability(int code) throws QueueFormatException {
    return switch (code) {
      case 0 -> Durability.SYNCED;
      case 1 -> Durability.WRITTEN;
      case 2 -> Durability.MEMORY;
      default -> throw new QueueFormatException("durability " + code + " is unknown");
    };
  }
}
