package io.gputelemetry.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** The fields of an inspection. */
final class InspectionCodec {
  private static final int NAME_BYTES_MAX = 255;
  private static final int TOPIC_BYTES_MIN = 2 + 11 * 8 + 3 * 4;
  private static final int GROUP_BYTES_MIN = 2 + 13 * 8 + 2 * 4 + 2;
  private static final int MEMBER_BYTES_MIN = 2;
  private static final int SEQUENCE_BYTES_MIN = 2 + 7 * 8 + 4;
  private static final int DEPARTED_BYTES_MIN = 2 + 4;

  /** A client with its source, without the characters of its texts, counters and drops. */
  static final int CLIENT_BYTES_MIN = 5 * 2 + 2 * 8 + 2 * 4;

  /** A counter without the characters of its name. */
  static final int COUNTER_BYTES_MIN = 1 + 8 + 8;

  /** A drop without the characters of its reason. */
  static final int DROP_BYTES_MIN = 1 + 3 * 8;

  private static final double NO_RATE = -1;

  private InspectionCodec() {}

  static void put(FieldWriter out, QueueReply.Inspection inspection) {
    out.putInt(inspection.topics().size());
    for (TopicState topic : inspection.topics()) {
      putTopic(out, topic);
    }
    out.putInt(inspection.clients().size());
    for (ClientState client : inspection.clients()) {
      putClient(out, client);
    }
    out.putInt(inspection.clientsLeftOut());
    out.putInt(inspection.departed().size());
    for (DepartedDrops departed : inspection.departed()) {
      out.putString(departed.role());
      putDrops(out, departed.drops());
    }
    if (inspection.clients().stream().anyMatch(client -> !client.source().isEmpty())) {
      inspection.clients().forEach(client -> out.putString(client.source()));
    }
  }

  static void putTopic(FieldWriter out, TopicState topic) {
    out.putString(topic.topic());
    out.putLong(topic.firstOffset());
    out.putLong(topic.endOffset());
    out.putLong(topic.bytes());
    out.putLong(topic.samplesPublished());
    out.putDouble(topic.samplesPerSecond());
    out.putLong(topic.duplicatesRefused());
    out.putInt(topic.producers());
    out.putLong(topic.droppedUnseen());
    putSpan(out, topic.droppedAt());
    putSpan(out, topic.appendedAt());
    out.putInt(topic.groups().size());
    for (TopicState.GroupState group : topic.groups()) {
      putGroup(out, group);
    }
    out.putInt(topic.sequences().size());
    for (TopicState.SequenceState sequence : topic.sequences()) {
      putSequence(out, sequence);
    }
  }

  static QueueReply.Inspection get(FieldReader in) throws QueueFormatException {
    int count = in.getCount(TOPIC_BYTES_MIN);
    List<TopicState> topics = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      topics.add(topic(in));
    }
    List<ClientState> clients = clients(in);
    int leftOut = in.getInt();
    List<DepartedDrops> departed = departed(in);
    return new QueueReply.Inspection(topics, withSources(clients, in), leftOut, departed);
  }

  /** The sources of the clients, in their order, are the end of the frame if any has one. */
  private static List<ClientState> withSources(List<ClientState> clients, FieldReader in)
      throws QueueFormatException {
    if (in.isAtEnd()) {
      return clients;
    }
    List<ClientState> told = new ArrayList<>(clients.size());
    for (ClientState client : clients) {
      told.add(client.withSource(in.getString(QueueRequest.Report.SOURCE_BYTES_MAX)));
    }
    return told;
  }

  static TopicState topic(FieldReader in) throws QueueFormatException {
    return new TopicState(
        in.getString(NAME_BYTES_MAX),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getDouble(),
        in.getLong(),
        in.getInt(),
        in.getLong(),
        span(in),
        span(in),
        groups(in),
        sequences(in));
  }

  private static void putGroup(FieldWriter out, TopicState.GroupState group) {
    out.putString(group.group());
    out.putLong(group.committed());
    out.putLong(group.acked());
    out.putInt(group.inFlight());
    out.putLong(group.lag());
    out.putDouble(group.lagSeconds());
    out.putLong(group.redelivered());
    out.putLong(group.expired());
    out.putInt(group.members().size());
    group.members().forEach(out::putString);
    out.putFlag(group.retain());
    out.putFlag(group.paused());
    TopicState.Trouble trouble = group.trouble();
    out.putLong(trouble.failures());
    out.putLong(trouble.deadLettered());
    out.putLong(trouble.gapMessages());
    out.putLong(trouble.lastGapFrom());
    out.putLong(trouble.lastGapTo());
    putSpan(out, trouble.gapAt());
  }

  private static void putSpan(FieldWriter out, TopicState.Span span) {
    out.putLong(span.firstMicros());
    out.putLong(span.lastMicros());
  }

  private static TopicState.Span span(FieldReader in) throws QueueFormatException {
    return new TopicState.Span(in.getLong(), in.getLong());
  }

  private static List<TopicState.GroupState> groups(FieldReader in) throws QueueFormatException {
    int count = in.getCount(GROUP_BYTES_MIN);
    List<TopicState.GroupState> groups = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      groups.add(
          new TopicState.GroupState(
              in.getString(NAME_BYTES_MAX),
              in.getLong(),
              in.getLong(),
              in.getInt(),
              in.getLong(),
              in.getDouble(),
              in.getLong(),
              in.getLong(),
              members(in),
              in.getFlag(),
              in.getFlag(),
              new TopicState.Trouble(
                  in.getLong(), in.getLong(), in.getLong(), in.getLong(), in.getLong(), span(in))));
    }
    return groups;
  }

  private static List<String> members(FieldReader in) throws QueueFormatException {
    int count = in.getCount(MEMBER_BYTES_MIN);
    List<String> members = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      members.add(in.getString(QueueRequest.Hello.NAME_BYTES_MAX));
    }
    return members;
  }

  private static void putSequence(FieldWriter out, TopicState.SequenceState sequence) {
    out.putString(sequence.sequence());
    out.putLong(sequence.producerId());
    out.putLong(sequence.rows());
    out.putLong(sequence.passes());
    out.putLong(sequence.pass());
    out.putLong(sequence.nextRow());
    out.putLong(sequence.completedRanges());
    out.putLong(sequence.completedRows());
    out.putInt(sequence.outstanding());
  }

  private static List<TopicState.SequenceState> sequences(FieldReader in)
      throws QueueFormatException {
    int count = in.getCount(SEQUENCE_BYTES_MIN);
    List<TopicState.SequenceState> sequences = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sequences.add(
          new TopicState.SequenceState(
              in.getString(NAME_BYTES_MAX),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getInt()));
    }
    return sequences;
  }

  private static void putClient(FieldWriter out, ClientState client) {
    out.putString(client.instance());
    out.putString(client.role());
    out.putString(client.address());
    out.putLong(client.connectedAtMicros());
    out.putLong(client.reportedAtMicros());
    out.putString(client.problem());
    out.putInt(client.counters().size());
    for (ClientState.Counter counter : client.counters()) {
      out.putName(counter.name());
      out.putLong(counter.value());
      out.putDouble(counter.perSecond().orElse(NO_RATE));
    }
    putDrops(out, client.drops());
  }

  private static List<DepartedDrops> departed(FieldReader in) throws QueueFormatException {
    int count = in.getCount(DEPARTED_BYTES_MIN);
    List<DepartedDrops> departed = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String role = in.getString(QueueRequest.Hello.NAME_BYTES_MAX);
      departed.add(new DepartedDrops(role, drops(in)));
    }
    return departed;
  }

  static void putDrops(FieldWriter out, List<Drop> drops) {
    out.putInt(drops.size());
    for (Drop drop : drops) {
      out.putName(drop.reason());
      out.putLong(drop.count());
      out.putLong(drop.firstAtMicros());
      out.putLong(drop.lastAtMicros());
    }
  }

  static List<Drop> drops(FieldReader in) throws QueueFormatException {
    int count = in.getCount(DROP_BYTES_MIN);
    List<Drop> drops = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      drops.add(new Drop(in.getName(), in.getLong(), in.getLong(), in.getLong()));
    }
    return drops;
  }

  private static List<ClientState> clients(FieldReader in) throws QueueFormatException {
    int count = in.getCount(CLIENT_BYTES_MIN - Short.BYTES);
    List<ClientState> clients = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      clients.add(
          new ClientState(
              in.getString(QueueRequest.Hello.NAME_BYTES_MAX),
              in.getString(QueueRequest.Hello.NAME_BYTES_MAX),
              in.getString(QueueRequest.Hello.NAME_BYTES_MAX),
              in.getLong(),
              in.getLong(),
              in.getString(QueueRequest.Report.PROBLEM_BYTES_MAX),
              counters(in),
              drops(in),
              ""));
    }
    return clients;
  }

  private static List<ClientState.Counter> counters(FieldReader in) throws QueueFormatException {
    int count = in.getCount(COUNTER_BYTES_MIN);
    List<ClientState.Counter> counters = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      counters.add(new ClientState.Counter(in.getName(), in.getLong(), rate(in.getDouble())));
    }
    return counters;
  }

  private static OptionalDouble rate(double perSecond) {
    return perSecond < 0 ? OptionalDouble.empty() : OptionalDouble.of(perSecond);
  }
}
