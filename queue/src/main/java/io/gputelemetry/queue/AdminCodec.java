package io.gputelemetry.queue;

import java.time.Duration;
import java.util.Optional;

/** The fields of {@link AdminRequest}s and of the settings of topics. */
final class AdminCodec {
  private static final int NO_DURABILITY = 255;

  private AdminCodec() {}

  static void put(FieldWriter out, AdminRequest request) {
    switch (request) {
      case AdminRequest.CreateTopic(String topic, TopicSettings settings) -> {
        out.putName(topic);
        putSettings(out, settings);
        putExtras(out, settings);
      }
      case AdminRequest.DescribeTopic(String topic) -> out.putName(topic);
      case AdminRequest.ListTopics() -> {
        // Has no fields.
      }
      case AdminRequest.DeleteTopic(String topic) -> out.putName(topic);
      case AdminRequest.CreateGroup(
              String topic,
              String group,
              StartPosition at,
              boolean retain) -> {
        putNames(out, topic, group);
        RequestCodec.putStart(out, at);
        out.putFlag(retain);
      }
      case AdminRequest.Seek(String topic, String group, StartPosition to) -> {
        putNames(out, topic, group);
        RequestCodec.putStart(out, to);
      }
      case AdminRequest.PauseGroup(String topic, String group) -> putNames(out, topic, group);
      case AdminRequest.ResumeGroup(String topic, String group) -> putNames(out, topic, group);
      case AdminRequest.DeleteGroup(String topic, String group) -> putNames(out, topic, group);
      case AdminRequest.DeleteSequence(String topic, String name) -> putNames(out, topic, name);
      case AdminRequest.ResetSequence(String topic, String name) -> putNames(out, topic, name);
      case AdminRequest.ListDeadLetters(String topic, long from, int maxBytes) -> {
        out.putName(topic);
        out.putLong(from);
        out.putInt(maxBytes);
      }
      case AdminRequest.ReplayDeadLetters(String topic, long offset) ->
          putPlace(out, topic, offset);
      case AdminRequest.DeleteDeadLetters(String topic, long offset) ->
          putPlace(out, topic, offset);
    }
  }

  static Opcode opcode(AdminRequest request) {
    return switch (request) {
      case AdminRequest.CreateTopic _ -> Opcode.CREATE_TOPIC;
      case AdminRequest.DescribeTopic _ -> Opcode.DESCRIBE_TOPIC;
      case AdminRequest.ListTopics _ -> Opcode.LIST_TOPICS;
      case AdminRequest.DeleteTopic _ -> Opcode.DELETE_TOPIC;
      case AdminRequest.CreateGroup _ -> Opcode.CREATE_GROUP;
      case AdminRequest.Seek _ -> Opcode.SEEK;
      case AdminRequest.PauseGroup _ -> Opcode.PAUSE_GROUP;
      case AdminRequest.ResumeGroup _ -> Opcode.RESUME_GROUP;
      case AdminRequest.DeleteGroup _ -> Opcode.DELETE_GROUP;
      case AdminRequest.DeleteSequence _ -> Opcode.DELETE_SEQUENCE;
      case AdminRequest.ResetSequence _ -> Opcode.RESET_SEQUENCE;
      case AdminRequest.ListDeadLetters _ -> Opcode.LIST_DEAD_LETTERS;
      case AdminRequest.ReplayDeadLetters _ -> Opcode.REPLAY_DEAD_LETTERS;
      case AdminRequest.DeleteDeadLetters _ -> Opcode.DELETE_DEAD_LETTERS;
    };
  }

  /** The request with this opcode; QueueFormatException if there is none here. */
  static AdminRequest fields(Opcode opcode, FieldReader in) throws QueueFormatException {
    return switch (opcode) {
      case CREATE_TOPIC -> new AdminRequest.CreateTopic(in.getName(), extras(in, settings(in)));
      case DESCRIBE_TOPIC -> new AdminRequest.DescribeTopic(in.getName());
      case LIST_TOPICS -> new AdminRequest.ListTopics();
      case DELETE_TOPIC -> new AdminRequest.DeleteTopic(in.getName());
      case CREATE_GROUP ->
          new AdminRequest.CreateGroup(
              in.getName(), in.getName(), RequestCodec.start(in), in.getFlag());
      case SEEK -> new AdminRequest.Seek(in.getName(), in.getName(), RequestCodec.start(in));
      case PAUSE_GROUP -> new AdminRequest.PauseGroup(in.getName(), in.getName());
      case RESUME_GROUP -> new AdminRequest.ResumeGroup(in.getName(), in.getName());
      case DELETE_GROUP -> new AdminRequest.DeleteGroup(in.getName(), in.getName());
      case DELETE_SEQUENCE -> new AdminRequest.DeleteSequence(in.getName(), in.getName());
      case RESET_SEQUENCE -> new AdminRequest.ResetSequence(in.getName(), in.getName());
      case LIST_DEAD_LETTERS ->
          new AdminRequest.ListDeadLetters(in.getName(), in.getLong(), in.getInt());
      case REPLAY_DEAD_LETTERS -> new AdminRequest.ReplayDeadLetters(in.getName(), in.getLong());
      case DELETE_DEAD_LETTERS -> new AdminRequest.DeleteDeadLetters(in.getName(), in.getLong());
      default -> throw new QueueFormatException("opcode " + opcode.code() + " is a reply");
    };
  }

  /** Without what is said of replays and of compression. */
  static void putSettings(FieldWriter out, TopicSettings settings) {
    out.putByte(settings.durability().map(ReplyCodec::code).orElse(NO_DURABILITY));
    out.putLong(settings.maxBytes());
    out.putLong(settings.maxAge().toMillis());
    out.putLong(settings.visibility().toMillis());
    out.putInt(settings.maxDeliveries());
  }

  /**
   * The last fields of a frame, left out from the end as far as nothing is replayed or compressed:
   * a peer that does not know them reads every frame that does not need them.
   */
  static void putExtras(FieldWriter out, TopicSettings settings) {
    boolean compressed = settings.compression() != Compression.NONE;
    if (settings.replay().isOn() || compressed) {
      out.putLong(settings.replay().after().toMillis());
      out.putInt(settings.replay().times());
      out.putInt(settings.replay().perMinute());
    }
    if (compressed) {
      out.putByte(code(settings.compression()));
    }
  }

  /** The settings with what stands at the end of the frame. */
  static TopicSettings extras(FieldReader in, TopicSettings settings) throws QueueFormatException {
    if (in.isAtEnd()) {
      return settings;
    }
    TopicSettings.Replay replay =
        new TopicSettings.Replay(Duration.ofMillis(in.getLong()), in.getInt(), in.getInt());
    Compression compression = in.isAtEnd() ? Compression.NONE : compression(in.getByte());
    return settings.withReplay(replay).withCompression(compression);
  }

  private static int code(Compression compression) {
    return switch (compression) {
      case NONE -> 0;
      case ZSTD -> 1;
    };
  }

  private static Compression compression(int code) throws QueueFormatException {
    return switch (code) {
      case 0 -> Compression.NONE;
      case 1 -> Compression.ZSTD;
      default -> throw new QueueFormatException("compression " + code + " is unknown");
    };
  }

  /** Without what is said of replays and of compression. */
  static TopicSettings settings(FieldReader in) throws QueueFormatException {
    int durability = in.getByte();
    return new TopicSettings(
        durability == NO_DURABILITY
            ? Optional.empty()
            : Optional.of(ReplyCodec.durability(durability)),
        in.getLong(),
        Duration.ofMillis(in.getLong()),
        Duration.ofMillis(in.getLong()),
        in.getInt());
  }

  private static void putNames(FieldWriter out, String topic, String name) {
    out.putName(topic);
    out.putName(name);
  }

  private static void putPlace(FieldWriter out, String topic, long offset) {
    out.putName(topic);
    out.putLong(offset);
  }
}
