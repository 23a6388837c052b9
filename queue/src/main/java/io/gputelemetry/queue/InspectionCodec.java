package io.gputelemetry.queue;

import java.util.ArrayList;
import java.util.List;

/** The fields of an inspection. */
final class InspectionCodec {
  private static final int NAME_BYTES_MAX = 255;
  private static final int TOPIC_BYTES_MIN = 2 + 5 * 8 + 3 * 4;
  private static final int GROUP_BYTES_MIN = 2 + 5 * 8 + 4;
  private static final int SEQUENCE_BYTES_MIN = 2 + 7 * 8 + 4;

  private InspectionCodec() {}

  static void put(FieldWriter out, QueueReply.Inspection inspection) {
    out.putInt(inspection.topics().size());
    for (TopicState topic : inspection.topics()) {
      out.putString(topic.topic());
      out.putLong(topic.firstOffset());
      out.putLong(topic.endOffset());
      out.putLong(topic.bytes());
      out.putLong(topic.samplesPublished());
      out.putLong(topic.duplicatesRefused());
      out.putInt(topic.producers());
      out.putInt(topic.groups().size());
      for (TopicState.GroupState group : topic.groups()) {
        putGroup(out, group);
      }
      out.putInt(topic.sequences().size());
      for (TopicState.SequenceState sequence : topic.sequences()) {
        putSequence(out, sequence);
      }
    }
  }

  static QueueReply.Inspection get(FieldReader in) throws QueueFormatException {
    int count = in.getCount(TOPIC_BYTES_MIN);
    List<TopicState> topics = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      topics.add(
          new TopicState(
              in.getString(NAME_BYTES_MAX),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getLong(),
              in.getInt(),
              groups(in),
              sequences(in)));
    }
    return new QueueReply.Inspection(topics);
  }

  private static void putGroup(FieldWriter out, TopicState.GroupState group) {
    out.putString(group.group());
    out.putLong(group.committed());
    out.putLong(group.acked());
    out.putInt(group.inFlight());
    out.putLong(group.lag());
    out.putLong(group.redelivered());
    out.putLong(group.expired());
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
              in.getLong(),
              in.getLong()));
    }
    return groups;
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
}
