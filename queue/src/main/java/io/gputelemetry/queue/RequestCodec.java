package io.gputelemetry.queue;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The binary form of requests; {@code docs/protocol.md} lists the fields. Payloads are not copied:
 * an encoded request refers to them, a decoded one is a view over the body.
 */
public final class RequestCodec {
  private static final int EARLIEST = 0;
  private static final int LATEST = 1;
  private static final int AT = 2;
  private static final int SINCE = 3;

  private RequestCodec() {}

  /** The body, in parts. */
  public static List<ByteBuffer> encode(long correlation, QueueRequest request) {
    FieldWriter out = new FieldWriter();
    QueueFrame.putHeader(out, opcode(request), correlation);
    switch (request) {
      case QueueRequest.Hello hello -> {
        out.putString(hello.instance());
        out.putString(hello.role());
        out.putString(hello.token());
      }
      case QueueRequest.Publish publish -> putPublish(out, publish);
      case QueueRequest.Read read -> {
        out.putName(read.topic());
        putStart(out, read.from());
        out.putInt(read.maxBytes());
        out.putInt(read.waitMillis());
      }
      case QueueRequest.Lease lease -> putLease(out, lease);
      case QueueRequest.Ack ack -> putHeld(out, ack.topic(), ack.group(), ack.token());
      case QueueRequest.AckRange ack -> {
        putHeld(out, ack.topic(), ack.group(), ack.token());
        out.putLong(ack.from());
        out.putLong(ack.to());
      }
      case QueueRequest.Nack nack -> {
        putHeld(out, nack.topic(), nack.group(), nack.token());
        out.putLong(nack.from());
        out.putLong(nack.to());
        out.putString(nack.reason());
        out.putInt(nack.delayMillis());
      }
      case QueueRequest.Release release ->
          putHeld(out, release.topic(), release.group(), release.token());
      case QueueRequest.Extend extend ->
          putHeld(out, extend.topic(), extend.group(), extend.token());
      case QueueRequest.OpenSequence open -> {
        out.putName(open.topic());
        out.putName(open.sequence());
        out.putLong(open.rows());
        out.putLong(open.passes());
        if (open.content() != 0) {
          out.putLong(open.content());
        }
      }
      case QueueRequest.LeaseSequence lease -> {
        out.putName(lease.topic());
        out.putName(lease.sequence());
        out.putInt(lease.maxRows());
        out.putInt(lease.waitMillis());
      }
      case QueueRequest.ReleaseGrant release ->
          putHeld(out, release.topic(), release.sequence(), release.token());
      case QueueRequest.Inspect inspect -> {
        if (inspect.withSources()) {
          out.putFlag(true);
        }
      }
      case QueueRequest.Report report -> putReport(out, report);
      case AdminRequest admin -> AdminCodec.put(out, admin);
    }
    return out.parts();
  }

  /**
   * The request in this body, whose messages are views over it.
   *
   * @throws QueueFormatException if it is none of this version
   */
  public static QueueRequest decode(ByteBuffer body) throws QueueFormatException {
    Opcode opcode = QueueFrame.opcode(body);
    FieldReader in = new FieldReader(body);
    try {
      QueueRequest request = fields(opcode, in);
      in.end();
      return request;
    } catch (IllegalArgumentException e) {
      throw new QueueFormatException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Opcode opcode(QueueRequest request) {
    return switch (request) {
      case QueueRequest.Hello _ -> Opcode.HELLO;
      case QueueRequest.Publish _ -> Opcode.PUBLISH;
      case QueueRequest.Read _ -> Opcode.READ;
      case QueueRequest.Lease _ -> Opcode.LEASE;
      case QueueRequest.Ack _ -> Opcode.ACK;
      case QueueRequest.AckRange _ -> Opcode.ACK_RANGE;
      case QueueRequest.Nack _ -> Opcode.NACK;
      case QueueRequest.Release _ -> Opcode.RELEASE;
      case QueueRequest.Extend _ -> Opcode.EXTEND;
      case QueueRequest.OpenSequence _ -> Opcode.OPEN_SEQUENCE;
      case QueueRequest.LeaseSequence _ -> Opcode.LEASE_SEQUENCE;
      case QueueRequest.ReleaseGrant _ -> Opcode.RELEASE_GRANT;
      case QueueRequest.Inspect _ -> Opcode.INSPECT;
      case QueueRequest.Report _ -> Opcode.REPORT;
      case AdminRequest admin -> AdminCodec.opcode(admin);
    };
  }

  private static QueueRequest fields(Opcode opcode, FieldReader in) throws QueueFormatException {
    return switch (opcode) {
      case HELLO ->
          new QueueRequest.Hello(
              in.getString(QueueRequest.Hello.NAME_BYTES_MAX),
              in.getString(QueueRequest.Hello.NAME_BYTES_MAX),
              in.getString(QueueRequest.Hello.TOKEN_BYTES_MAX));
      case PUBLISH -> publish(in);
      case READ -> new QueueRequest.Read(in.getName(), start(in), in.getInt(), in.getInt());
      case LEASE ->
          new QueueRequest.Lease(
              in.getName(), in.getName(), start(in), in.getInt(), in.getInt(), in.getInt());
      case ACK -> new QueueRequest.Ack(in.getName(), in.getName(), in.getLong());
      case ACK_RANGE ->
          new QueueRequest.AckRange(
              in.getName(), in.getName(), in.getLong(), in.getLong(), in.getLong());
      case NACK ->
          new QueueRequest.Nack(
              in.getName(),
              in.getName(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getString(QueueRequest.Nack.REASON_BYTES_MAX),
              in.getInt());
      case RELEASE -> new QueueRequest.Release(in.getName(), in.getName(), in.getLong());
      case EXTEND -> new QueueRequest.Extend(in.getName(), in.getName(), in.getLong());
      case OPEN_SEQUENCE ->
          new QueueRequest.OpenSequence(
              in.getName(),
              in.getName(),
              in.getLong(),
              in.getLong(),
              in.isAtEnd() ? 0 : in.getLong());
      case LEASE_SEQUENCE ->
          new QueueRequest.LeaseSequence(in.getName(), in.getName(), in.getInt(), in.getInt());
      case RELEASE_GRANT -> new QueueRequest.ReleaseGrant(in.getName(), in.getName(), in.getLong());
      case INSPECT -> inspect(in);
      case REPORT -> report(in);
      default -> AdminCodec.fields(opcode, in);
    };
  }

  private static void putPublish(FieldWriter out, QueueRequest.Publish publish) {
    StoredMessages messages = publish.stored();
    out.putName(publish.topic());
    out.putLong(publish.producer().id());
    out.putInt(publish.producer().epoch());
    out.putLong(publish.producer().number());
    out.putLong(publish.producer().token());
    out.putInt(publish.timeoutMillis());
    out.putInt(messages.size());
    out.putInt(messages.sampleCount());
    out.putMessages(messages);
  }

  private static QueueRequest.Publish publish(FieldReader in) throws QueueFormatException {
    String topic = in.getName();
    Producer producer = new Producer(in.getLong(), in.getInt(), in.getLong(), in.getLong());
    int timeoutMillis = in.getInt();
    int count = in.getInt();
    int samples = in.getInt();
    return new QueueRequest.Publish(
        topic, producer, StoredMessages.checked(count, samples, in.getRest()), timeoutMillis);
  }

  private static void putLease(FieldWriter out, QueueRequest.Lease lease) {
    out.putName(lease.topic());
    out.putName(lease.group());
    putStart(out, lease.start());
    out.putInt(lease.maxMessages());
    out.putInt(lease.maxBytes());
    out.putInt(lease.waitMillis());
  }

  private static QueueRequest.Inspect inspect(FieldReader in) throws QueueFormatException {
    boolean withSources = !in.isAtEnd();
    if (withSources && !in.getFlag()) {
      throw new QueueFormatException("without sources the flag is left out");
    }
    return new QueueRequest.Inspect(withSources);
  }

  private static void putReport(FieldWriter out, QueueRequest.Report report) {
    out.putString(report.problem());
    out.putInt(report.counters().size());
    report
        .counters()
        .forEach((name, value) -> {
          out.putName(name);
          out.putLong(value);
        });
    InspectionCodec.putDrops(out, report.drops());
    if (!report.source().isEmpty()) {
      out.putString(report.source());
    }
  }

  private static QueueRequest.Report report(FieldReader in) throws QueueFormatException {
    String problem = in.getString(QueueRequest.Report.PROBLEM_BYTES_MAX);
    int count = in.getCount(1 + Long.BYTES);
    Map<String, Long> counters = LinkedHashMap.newLinkedHashMap(count);
    for (int i = 0; i < count; i++) {
      String name = in.getName();
      if (counters.put(name, in.getLong()) != null) {
        throw new QueueFormatException("counter \"" + name + "\" is there twice");
      }
    }
    List<Drop> drops = InspectionCodec.drops(in);
    String source = in.isAtEnd() ? "" : in.getString(QueueRequest.Report.SOURCE_BYTES_MAX);
    return new QueueRequest.Report(counters, problem, drops, source);
  }

  private static void putHeld(FieldWriter out, String topic, String holder, long token) {
    out.putName(topic);
    out.putName(holder);
    out.putLong(token);
  }

  static void putStart(FieldWriter out, StartPosition start) {
    switch (start) {
      case StartPosition.Earliest _ -> putStart(out, EARLIEST, 0);
      case StartPosition.Latest _ -> putStart(out, LATEST, 0);
      case StartPosition.At at -> putStart(out, AT, at.offset());
      case StartPosition.Since since -> putStart(out, SINCE, since.epochMicros());
    }
  }

  private static void putStart(FieldWriter out, int kind, long value) {
    out.putByte(kind);
    out.putLong(value);
  }

  static StartPosition start(FieldReader in) throws QueueFormatException {
    int kind = in.getByte();
    long value = in.getLong();
    return switch (kind) {
      case EARLIEST -> new StartPosition.Earliest();
      case LATEST -> new StartPosition.Latest();
      case AT -> new StartPosition.At(value);
      case SINCE -> new StartPosition.Since(value);
      default -> throw new QueueFormatException("start position " + kind + " is unknown");
    };
  }
}
