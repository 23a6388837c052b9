package io.gputelemetry.queue;

import java.util.List;
import java.util.OptionalLong;

/** Everything a broker can answer. {@link Refused} can answer any request. */
public sealed interface QueueReply {

  /**
   * Answers Hello, and what returns nothing: Nack, Release, Extend, ReleaseGrant, Report, and much
   * of {@link AdminRequest}.
   */
  record Done() implements QueueReply {}

  /**
   * The batch is in the log, durable at {@code durability}: offsets {@code firstOffset} and
   * following.
   */
  record Published(long firstOffset, int count, Durability durability) implements QueueReply {}

  /**
   * The batch was in the log already; {@code firstOffset} is -1 when that is too long ago to tell
   * where.
   */
  record Duplicate(long firstOffset) implements QueueReply {}

  /** Messages for a reader, possibly none; {@code nextOffset} is where to go on. */
  record Chunk(List<Delivery> deliveries, long nextOffset) implements QueueReply {
    public Chunk {
      deliveries = Deliveries.from(deliveries);
    }

    /** The messages in the runs in which they are stored. */
    public List<DeliveryRun> runs() {
      return Deliveries.from(deliveries).runs();
    }
  }

  /**
   * Messages for a group member, possibly none (then {@code token} is 0): theirs until acked,
   * released, or {@code timeoutMillis} after the broker sent them.
   */
  record Leased(long token, int timeoutMillis, List<Delivery> deliveries) implements QueueReply {
    public Leased {
      deliveries = Deliveries.from(deliveries);
    }

    /** The messages in the runs in which they are stored. */
    public List<DeliveryRun> runs() {
      return Deliveries.from(deliveries).runs();
    }
  }

  /** The messages are done with. Durable within 100 ms; a crash before that means redelivery. */
  record Acked(int count) implements QueueReply {}

  /**
   * The sequence stands.
   *
   * @param producerId its publisher id, another one after it was reset
   * @param passesBefore the number of passes until now, if the request changed it and told its
   *     content
   */
  record SequenceOpened(long producerId, OptionalLong passesBefore) implements QueueReply {
    /** Of one whose number of passes is what it was. */
    public SequenceOpened(long producerId) {
      this(producerId, OptionalLong.empty());
    }
  }

  /**
   * A range of a sequence: rows {@code firstRow} to {@code firstRow + count - 1} of pass {@code
   * pass} (from 0). To be published as one batch by {@code Producer(producerId, 0, number, token)};
   * the publish completes it. {@code grantedAtMicros} is the event time of its rows, the same
   * however often the range is granted.
   */
  record Granted(
      long producerId,
      long number,
      long token,
      long pass,
      long firstRow,
      int count,
      long grantedAtMicros,
      int timeoutMillis)
      implements QueueReply {}

  /** No range is free now; others are at work on what is left. Ask again. */
  record NoRange() implements QueueReply {}

  /** All passes are completed. */
  record SequenceFinished() implements QueueReply {}

  /**
   * The state of the broker.
   *
   * @param clients who is connected, the newest first
   * @param clientsLeftOut older ones that were too many to be told of
   * @param departed what clients that are gone left out, by role
   */
  record Inspection(
      List<TopicState> topics,
      List<ClientState> clients,
      int clientsLeftOut,
      List<DepartedDrops> departed)
      implements QueueReply {
    public Inspection {
      topics = List.copyOf(topics);
      clients = List.copyOf(clients);
      departed = List.copyOf(departed);
    }

    /** Topics alone. */
    public Inspection(List<TopicState> topics) {
      this(topics, List.of(), 0, List.of());
    }
  }

  /** How a topic is set up, with nothing left open, and how it is. */
  record Described(TopicSettings settings, TopicState state) implements QueueReply {}

  /** All topics, by name. */
  record TopicNames(List<String> names) implements QueueReply {
    public TopicNames {
      names = List.copyOf(names);
    }
  }

  /** The group goes on at this offset. */
  record Positioned(long offset) implements QueueReply {}

  /** So many dead letters are replayed or deleted. */
  record Settled(int count) implements QueueReply {}

  /** The request was not carried out. */
  record Refused(QueueError error, String message) implements QueueReply {}
}
