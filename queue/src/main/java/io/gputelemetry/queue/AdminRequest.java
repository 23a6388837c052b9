package io.gputelemetry.queue;

/**
 * What is asked of a broker by whoever looks after it. Names are checked as in {@link
 * QueueRequest}.
 */
public sealed interface AdminRequest extends QueueRequest {

  /** In place of an offset: all of them. */
  long ALL = -1;

  /**
   * Makes a topic; one that is there with the same settings is left as it is, one with others is
   * refused with {@link QueueError#ALREADY_EXISTS}. Answered by Done.
   */
  record CreateTopic(String topic, TopicSettings settings) implements AdminRequest {
    public CreateTopic {
      QueueNames.check("topic", topic);
      if (settings.replay().isOn() && !DeadLetter.isDeadLetterTopic(topic)) {
        throw new IllegalArgumentException(
            "only a topic of dead letters replays: create \"" + topic + ".dlq\" with it");
      }
    }
  }

  /** How a topic is set up and how it is. Answered by Described. */
  record DescribeTopic(String topic) implements AdminRequest {
    public DescribeTopic {
      QueueNames.check("topic", topic);
    }
  }

  /** The names of all topics. Answered by TopicNames. */
  record ListTopics() implements AdminRequest {}

  /**
   * Removes a topic with all its messages; who waits for something in it is refused with {@link
   * QueueError#CLOSED}. Its dead letters are a topic of their own and stay. Answered by Done.
   */
  record DeleteTopic(String topic) implements AdminRequest {
    public DeleteTopic {
      QueueNames.check("topic", topic);
    }
  }

  /**
   * Makes a group; one that is there keeps its place and gets {@code retain}. Answered by
   * Positioned.
   *
   * @param retain whether the log is held for it: publishes are refused rather than that it misses
   *     a message; without it the group is moved on at the log's bounds, which is counted
   */
  record CreateGroup(String topic, String group, StartPosition start, boolean retain)
      implements AdminRequest {
    public CreateGroup {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
    }
  }

  /**
   * Lets a group go on at another place: everything below counts as acked, everything from there on
   * does not, and no message has failed yet. Leases end. Answered by Positioned.
   */
  record Seek(String topic, String group, StartPosition to) implements AdminRequest {
    public Seek {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
    }
  }

  /** Hands nothing out to this group until it is resumed; leases run on. Answered by Done. */
  record PauseGroup(String topic, String group) implements AdminRequest {
    public PauseGroup {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
    }
  }

  /** Ends a pause. Answered by Done. */
  record ResumeGroup(String topic, String group) implements AdminRequest {
    public ResumeGroup {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
    }
  }

  /** Forgets a group; its leases end, and who waits for messages is refused. Answered by Done. */
  record DeleteGroup(String topic, String group) implements AdminRequest {
    public DeleteGroup {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
    }
  }

  /** Forgets a sequence; its grants are lost. Answered by Done. */
  record DeleteSequence(String topic, String sequence) implements AdminRequest {
    public DeleteSequence {
      QueueNames.check("topic", topic);
      QueueNames.check("sequence", sequence);
    }
  }

  /**
   * Lets a sequence begin anew at row 0 of pass 0, with a new publisher id; its grants are lost.
   * Answered by SequenceOpened.
   */
  record ResetSequence(String topic, String sequence) implements AdminRequest {
    public ResetSequence {
      QueueNames.check("topic", topic);
      QueueNames.check("sequence", sequence);
    }
  }

  /**
   * The first run of dead letters of this topic, at or above {@code from}, that were neither
   * replayed nor deleted. Answered by Chunk; each message is a {@link DeadLetter}.
   *
   * @param from offset in the dead-letter topic, from 0
   */
  record ListDeadLetters(String topic, long from, int maxBytes) implements AdminRequest {
    public ListDeadLetters {
      QueueNames.check("topic", topic);
      if (from < 0 || maxBytes < 1) {
        throw new IllegalArgumentException("from " + from + ", maximum of bytes " + maxBytes);
      }
    }
  }

  /**
   * Publishes the original messages of dead letters once more, each once however often it is asked.
   * Answered by Settled, at most 1,000 at a time, as soon as it is sure to happen.
   *
   * @param topic the one they came from
   * @param offset in the dead-letter topic, or {@link #ALL}
   */
  record ReplayDeadLetters(String topic, long offset) implements AdminRequest {
    public ReplayDeadLetters {
      QueueNames.check("topic", topic);
      checkOffset(offset);
    }
  }

  /**
   * Lets dead letters rest. Answered by Settled.
   *
   * @param topic the one they came from
   * @param offset in the dead-letter topic, or {@link #ALL}
   */
  record DeleteDeadLetters(String topic, long offset) implements AdminRequest {
    public DeleteDeadLetters {
      QueueNames.check("topic", topic);
      checkOffset(offset);
    }
  }

  private static void checkOffset(long offset) {
    if (offset < ALL) {
      throw new IllegalArgumentException("offset " + offset);
    }
  }
}
