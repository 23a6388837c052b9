package io.gputelemetry.queue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** Requests and replies of every kind with random fields. */
public final class RandomFrames {
  /** Kinds of requests. */
  public static final int REQUEST_KINDS = 28;

  /** Kinds of replies. */
  public static final int REPLY_KINDS = 16;

  private static final String NAME_CHARACTERS = "abcXYZ019._-";

  private RandomFrames() {}

  /** A request of this kind, 0 to {@link #REQUEST_KINDS} - 1. */
  public static QueueRequest request(int kind, SplittableRandom random) {
    return switch (kind) {
      case 0 -> new QueueRequest.Hello(text(random), text(random), text(random));
      case 1 ->
          new QueueRequest.Publish(name(random), producer(random), messages(random), wait(random));
      case 2 -> new QueueRequest.Read(name(random), start(random), size(random), wait(random));
      case 3 ->
          new QueueRequest.Lease(
              name(random), name(random), start(random), size(random), size(random), wait(random));
      case 4 -> new QueueRequest.Ack(name(random), name(random), random.nextLong());
      case 5 -> new QueueRequest.Release(name(random), name(random), random.nextLong());
      case 6 -> new QueueRequest.Extend(name(random), name(random), random.nextLong());
      case 7 ->
          new QueueRequest.OpenSequence(
              name(random),
              name(random),
              1 + random.nextLong(1L << 40),
              random.nextLong(1000),
              random.nextBoolean() ? 0 : random.nextLong());
      case 8 ->
          new QueueRequest.LeaseSequence(name(random), name(random), size(random), wait(random));
      case 9 -> new QueueRequest.ReleaseGrant(name(random), name(random), random.nextLong());
      case 10 -> report(random);
      case 11 -> new QueueRequest.Inspect(random.nextBoolean());
      case 12 -> {
        long from = random.nextLong(1L << 50);
        yield new QueueRequest.AckRange(
            name(random), name(random), random.nextLong(), from, from + size(random));
      }
      case 13 -> {
        long from = random.nextLong(1L << 50);
        yield new QueueRequest.Nack(
            name(random),
            name(random),
            random.nextLong(),
            from,
            from + size(random),
            text(random),
            random.nextBoolean() ? wait(random) : QueueRequest.Nack.NEVER_AGAIN);
      }
      default -> admin(kind, random);
    };
  }

  private static AdminRequest admin(int kind, SplittableRandom random) {
    String topic = name(random);
    String name = name(random);
    return switch (kind) {
      case 14 ->
          random.nextBoolean()
              ? new AdminRequest.CreateTopic("t.dlq", settings(random))
              : new AdminRequest.CreateTopic(
                  topic, settings(random).withReplay(TopicSettings.Replay.OFF));
      case 15 -> new AdminRequest.DescribeTopic(topic);
      case 16 -> new AdminRequest.ListTopics();
      case 17 -> new AdminRequest.DeleteTopic(topic);
      case 18 -> new AdminRequest.CreateGroup(topic, name, start(random), random.nextBoolean());
      case 19 -> new AdminRequest.Seek(topic, name, start(random));
      case 20 -> new AdminRequest.PauseGroup(topic, name);
      case 21 -> new AdminRequest.ResumeGroup(topic, name);
      case 22 -> new AdminRequest.DeleteGroup(topic, name);
      case 23 -> new AdminRequest.DeleteSequence(topic, name);
      case 24 -> new AdminRequest.ResetSequence(topic, name);
      case 25 -> new AdminRequest.ListDeadLetters(topic, wait(random), size(random));
      case 26 -> new AdminRequest.ReplayDeadLetters(topic, random.nextLong(99) - 1);
      default -> new AdminRequest.DeleteDeadLetters(topic, random.nextLong(99) - 1);
    };
  }

  private static TopicSettings settings(SplittableRandom random) {
    Optional<Durability> durability =
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(any(List.of(Durability.values()), random));
    return new TopicSettings(
        durability,
        random.nextBoolean() ? 0 : TopicSettings.MAX_BYTES_MIN + random.nextLong(1L << 50),
        Duration.ofMillis(random.nextInt(Integer.MAX_VALUE)),
        Duration.ofMillis(random.nextInt(Integer.MAX_VALUE)),
        random.nextInt(1_000),
        random.nextBoolean()
            ? TopicSettings.Replay.OFF
            : new TopicSettings.Replay(
                Duration.ofSeconds(1 + random.nextInt(9_999)),
                1 + random.nextInt(100),
                1 + random.nextInt(6_000)),
        any(List.of(Compression.values()), random));
  }

  /** A reply of this kind, 0 to {@link #REPLY_KINDS} - 1. */
  public static QueueReply reply(int kind, SplittableRandom random) {
    return switch (kind) {
      case 0 -> new QueueReply.Done();
      case 1 ->
          new QueueReply.Published(
              random.nextLong(), size(random), any(List.of(Durability.values()), random));
      case 2 -> new QueueReply.Duplicate(random.nextLong());
      case 3 -> new QueueReply.Chunk(Deliveries.of(runs(random)), random.nextLong());
      case 4 -> new QueueReply.Leased(random.nextLong(), wait(random), Deliveries.of(runs(random)));
      case 5 -> new QueueReply.Acked(size(random));
      case 6 ->
          random.nextBoolean()
              ? new QueueReply.SequenceOpened(random.nextLong())
              : new QueueReply.SequenceOpened(
                  random.nextLong(), OptionalLong.of(random.nextLong()));
      case 7 -> granted(random);
      case 8 -> new QueueReply.NoRange();
      case 9 -> new QueueReply.SequenceFinished();
      case 10 ->
          new QueueReply.Inspection(
              topics(random), clients(random), random.nextInt(), departed(random));
      case 11 -> new QueueReply.Described(settings(random), topic(random));
      case 12 ->
          new QueueReply.TopicNames(
              random.ints(random.nextInt(5)).mapToObj(_ -> name(random)).toList());
      case 13 -> new QueueReply.Positioned(random.nextLong());
      case 14 -> new QueueReply.Settled(random.nextInt());
      default -> new QueueReply.Refused(any(List.of(QueueError.values()), random), text(random));
    };
  }

  /** One to five messages. */
  public static List<Message> messages(SplittableRandom random) {
    List<Message> messages = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      messages.add(message(random));
    }
    return messages;
  }

  private static Message message(SplittableRandom random) {
    byte[] payload = new byte[random.nextInt(10) == 0 ? random.nextInt(9000) : random.nextInt(60)];
    random.nextBytes(payload);
    String contentType =
        random.nextBoolean() ? Message.SAMPLE_BATCH : "x/" + "y".repeat(random.nextInt(254));
    return new Message(contentType, random.nextInt(10_000), ByteBuffer.wrap(payload));
  }

  private static List<DeliveryRun> runs(SplittableRandom random) {
    List<DeliveryRun> runs = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      runs.add(
          new DeliveryRun(
              random.nextLong(1L << 50),
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              size(random),
              StoredMessages.of(messages(random))));
    }
    return runs;
  }

  private static QueueReply.Granted granted(SplittableRandom random) {
    return new QueueReply.Granted(
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextInt(),
        random.nextLong(),
        random.nextInt());
  }

  private static List<TopicState> topics(SplittableRandom random) {
    List<TopicState> topics = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      topics.add(topic(random));
    }
    return topics;
  }

  private static TopicState topic(SplittableRandom random) {
    List<TopicState.GroupState> groups = new ArrayList<>();
    List<TopicState.SequenceState> sequences = new ArrayList<>();
    while (random.nextInt(3) > 0) {
      groups.add(
          new TopicState.GroupState(
              name(random),
              random.nextLong(),
              random.nextLong(),
              random.nextInt(),
              random.nextLong(),
              random.nextDouble(),
              random.nextLong(),
              random.nextLong(),
              random.ints(random.nextInt(3)).mapToObj(_ -> text(random)).toList(),
              random.nextBoolean(),
              random.nextBoolean(),
              new TopicState.Trouble(
                  random.nextLong(),
                  random.nextLong(),
                  random.nextLong(),
                  random.nextLong(),
                  random.nextLong(),
                  span(random))));
    }
    while (random.nextInt(3) > 0) {
      sequences.add(
          new TopicState.SequenceState(
              name(random),
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              random.nextInt()));
    }
    return new TopicState(
        name(random),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextLong(),
        random.nextDouble(),
        random.nextLong(),
        random.nextInt(),
        random.nextLong(),
        span(random),
        span(random),
        groups,
        sequences);
  }

  private static TopicState.Span span(SplittableRandom random) {
    return new TopicState.Span(random.nextLong(), random.nextLong());
  }

  private static QueueRequest.Report report(SplittableRandom random) {
    Map<String, Long> counters = new LinkedHashMap<>();
    int count = random.nextInt(QueueRequest.Report.COUNTERS_MAX + 1);
    for (int i = 0; i < count; i++) {
      counters.put("counter_" + random.nextInt(1_000_000), random.nextLong());
    }
    return new QueueRequest.Report(
        counters, text(random), drops(random), random.nextBoolean() ? "" : text(random));
  }

  private static List<DepartedDrops> departed(SplittableRandom random) {
    List<DepartedDrops> departed = new ArrayList<>();
    while (random.nextInt(3) > 0) {
      departed.add(new DepartedDrops(text(random), drops(random)));
    }
    return departed;
  }

  private static List<Drop> drops(SplittableRandom random) {
    List<Drop> drops = new ArrayList<>();
    int count = random.nextInt(QueueRequest.Report.DROPS_MAX + 1);
    for (int i = 0; i < count; i++) {
      long first = random.nextLong(1L << 50);
      drops.add(
          new Drop(
              "reason_" + i,
              1 + random.nextLong(Long.MAX_VALUE),
              first,
              first + random.nextLong(1L << 50)));
    }
    return drops;
  }

  private static List<ClientState> clients(SplittableRandom random) {
    List<ClientState> clients = new ArrayList<>();
    boolean sources = random.nextBoolean();
    while (random.nextInt(3) > 0) {
      List<ClientState.Counter> counters = new ArrayList<>();
      while (random.nextInt(4) > 0) {
        OptionalDouble rate =
            random.nextBoolean()
                ? OptionalDouble.empty()
                : OptionalDouble.of(random.nextDouble(1e9));
        counters.add(new ClientState.Counter(name(random), random.nextLong(), rate));
      }
      clients.add(
          new ClientState(
              text(random),
              text(random),
              text(random),
              random.nextLong(),
              random.nextLong(),
              text(random),
              counters,
              drops(random),
              sources ? text(random) : ""));
    }
    return clients;
  }

  private static Producer producer(SplittableRandom random) {
    return new Producer(random.nextLong(), random.nextInt(), random.nextLong(), random.nextLong());
  }

  private static StartPosition start(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new StartPosition.Earliest();
      case 1 -> new StartPosition.Latest();
      case 2 -> new StartPosition.At(random.nextLong());
      default -> new StartPosition.Since(random.nextLong());
    };
  }

  private static String name(SplittableRandom random) {
    StringBuilder name = new StringBuilder("n");
    int length = random.nextInt(QueueNames.LENGTH_MAX);
    for (int i = 0; i < length; i++) {
      name.append(NAME_CHARACTERS.charAt(random.nextInt(NAME_CHARACTERS.length())));
    }
    return name.toString();
  }

  private static String text(SplittableRandom random) {
    return "aé€😀\n\"".repeat(random.nextInt(20));
  }

  private static <T> T any(List<T> values, SplittableRandom random) {
    return values.get(random.nextInt(values.size()));
  }

  private static int size(SplittableRandom random) {
    return 1 + random.nextInt(Integer.MAX_VALUE);
  }

  private static int wait(SplittableRandom random) {
    return random.nextInt(Integer.MAX_VALUE);
  }
}
