package io.gputelemetry.queue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Everything that can be asked of a broker. A topic comes into being with its first use. The
 * constructors throw {@link IllegalArgumentException} for a name that breaks {@link QueueNames} and
 * for numbers that make no sense, so no door lets them through.
 */
public sealed interface QueueRequest
    permits QueueRequest.Hello,
        QueueRequest.Publish,
        QueueRequest.Read,
        QueueRequest.Lease,
        QueueRequest.Ack,
        QueueRequest.AckRange,
        QueueRequest.Nack,
        QueueRequest.Release,
        QueueRequest.Extend,
        QueueRequest.OpenSequence,
        QueueRequest.LeaseSequence,
        QueueRequest.ReleaseGrant,
        QueueRequest.Inspect,
        QueueRequest.Report,
        AdminRequest {

  /** The topic that is meant where none is named. */
  String DEFAULT_TOPIC = "telemetry";

  /**
   * First request on a TCP connection: who is there. The token is empty when none is configured.
   */
  record Hello(String instance, String role, String token) implements QueueRequest {
    static final int NAME_BYTES_MAX = 1024;
    static final int TOKEN_BYTES_MAX = 4096;
    private static final int NAME_CHARS_MAX = 255;
    private static final int TOKEN_CHARS_MAX = 1024;

    public Hello {
      if (instance.length() > NAME_CHARS_MAX || role.length() > NAME_CHARS_MAX) {
        throw new IllegalArgumentException("instance and role take at most 255 characters");
      }
      if (token.length() > TOKEN_CHARS_MAX) {
        throw new IllegalArgumentException("a token takes at most 1,024 characters");
      }
    }

    /** Without the token, which belongs in no log. */
    @Override
    public String toString() {
      return "Hello[instance=" + instance + ", role=" + role + "]";
    }
  }

  /**
   * Appends the messages as one batch, all or none. When the log is full the broker waits for room
   * as long as {@code timeoutMillis} says and then refuses.
   */
  record Publish(String topic, Producer producer, List<Message> messages, int timeoutMillis)
      implements QueueRequest {
    public Publish {
      QueueNames.check("topic", topic);
      checkWait(timeoutMillis);
      if (messages.isEmpty()) {
        throw new IllegalArgumentException("nothing to publish");
      }
      messages = StoredMessages.of(messages);
    }

    /** The messages in the form in which they are stored. */
    public StoredMessages stored() {
      return StoredMessages.of(messages);
    }
  }

  /** Reads from an own position; waits up to {@code waitMillis} while nothing is there. */
  record Read(String topic, StartPosition from, int maxBytes, int waitMillis)
      implements QueueRequest {
    public Read {
      QueueNames.check("topic", topic);
      checkPositive("maximum of bytes", maxBytes);
      checkWait(waitMillis);
    }
  }

  /**
   * Leases a run of messages to this member of the group; waits up to {@code waitMillis} while
   * nothing is there. The group comes into being with its first lease, at {@code start}.
   */
  record Lease(
      String topic,
      String group,
      StartPosition start,
      int maxMessages,
      int maxBytes,
      int waitMillis)
      implements QueueRequest {
    public Lease {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
      checkPositive("maximum of messages", maxMessages);
      checkPositive("maximum of bytes", maxBytes);
      checkWait(waitMillis);
    }
  }

  /** Done with the messages of a lease. */
  record Ack(String topic, String group, long token) implements QueueRequest {
    public Ack {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
    }
  }

  /**
   * Done with those messages of a lease that have these offsets; the lease of the others runs on.
   */
  record AckRange(String topic, String group, long token, long from, long to)
      implements QueueRequest {
    public AckRange {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
      checkRange(from, to);
    }
  }

  /**
   * Could not use those messages of a lease that have these offsets: each has failed once more.
   * They are handed out again, or become dead letters when they failed too often; the lease of the
   * others runs on.
   *
   * @param reason why, for people; at most 1,000 characters
   * @param delayMillis for how long nobody gets them; {@link #NEVER_AGAIN}: they are dead letters
   *     now, whatever they failed before
   */
  record Nack(
      String topic, String group, long token, long from, long to, String reason, int delayMillis)
      implements QueueRequest {
    /** The longest reason, in characters. */
    public static final int REASON_CHARS_MAX = 1_000;

    /** In place of a delay: whoever gets them cannot use them either. */
    public static final int NEVER_AGAIN = -1;

    static final int REASON_BYTES_MAX = 3 * REASON_CHARS_MAX;

    public Nack {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
      checkRange(from, to);
      if (delayMillis != NEVER_AGAIN) {
        checkWait(delayMillis);
      }
      if (reason.length() > REASON_CHARS_MAX) {
        throw new IllegalArgumentException(
            "a reason takes at most " + REASON_CHARS_MAX + " characters");
      }
    }

    /** All messages of the lease. */
    public Nack(String topic, String group, long token, String reason, int delayMillis) {
      this(topic, group, token, 0, Long.MAX_VALUE, reason, delayMillis);
    }

    /**
     * One message of a lease that is of no use to anybody.
     *
     * @param reason of any length, of which the beginning is told
     */
    public static Nack neverAgain(
        String topic, String group, long token, long offset, String reason) {
      String told = reason.substring(0, Math.min(reason.length(), REASON_CHARS_MAX));
      return new Nack(topic, group, token, offset, offset + 1, told, NEVER_AGAIN);
    }

    /** Whether they are to be dead letters at once. */
    public boolean isNeverAgain() {
      return delayMillis == NEVER_AGAIN;
    }
  }

  /** Gives the messages of a lease back untouched; another member can have them at once. */
  record Release(String topic, String group, long token) implements QueueRequest {
    public Release {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
    }
  }

  /** Starts the visibility timeout of a lease anew. */
  record Extend(String topic, String group, long token) implements QueueRequest {
    public Extend {
      QueueNames.check("topic", topic);
      QueueNames.check("group", group);
    }
  }

  /**
   * Makes sure a sequence exists: an endless (or {@code passes} long, 0 = endless) walk over {@code
   * rows} rows. The number of passes of one that exists is changed. A sequence belongs to one
   * content: another content, or another number of rows, is refused with {@link
   * QueueError#ALREADY_EXISTS} until the sequence is reset. Answered by SequenceOpened.
   *
   * @param content fingerprint of what the rows hold, the same for the same rows; 0 = not told:
   *     then a sequence whose content nobody told goes on with another number of rows at its next
   *     pass
   */
  record OpenSequence(String topic, String sequence, long rows, long passes, long content)
      implements QueueRequest {
    /** In place of a number of passes: that of the sequence, which must exist. */
    public static final long KEEP_PASSES = -1;

    /** Of a content that is not told. */
    public OpenSequence(String topic, String sequence, long rows, long passes) {
      this(topic, sequence, rows, passes, 0);
    }

    public OpenSequence {
      QueueNames.check("topic", topic);
      QueueNames.check("sequence", sequence);
      checkPositive("number of rows", rows);
      if (passes < KEEP_PASSES) {
        throw new IllegalArgumentException("number of passes " + passes);
      }
    }
  }

  /** Leases the next range of a sequence, at most {@code maxRows} long. */
  record LeaseSequence(String topic, String sequence, int maxRows, int waitMillis)
      implements QueueRequest {
    public LeaseSequence {
      QueueNames.check("topic", topic);
      QueueNames.check("sequence", sequence);
      checkPositive("maximum of rows", maxRows);
      checkWait(waitMillis);
    }
  }

  /** Gives a grant of a sequence back unpublished. */
  record ReleaseGrant(String topic, String sequence, long token) implements QueueRequest {
    public ReleaseGrant {
      QueueNames.check("topic", topic);
      QueueNames.check("sequence", sequence);
    }
  }

  /**
   * Counters and progress of every topic, and who is connected.
   *
   * @param withSources whether to tell also what the clients read, which the first version of the
   *     reply does not know
   */
  record Inspect(boolean withSources) implements QueueRequest {
    /** Without what the clients read. */
    public Inspect() {
      this(false);
    }
  }

  /**
   * How the client is doing; the broker keeps the newest for as long as the connection lasts.
   *
   * @param counters what it counted since it started, in the order in which to show them; at most
   *     64, with names of {@code [a-z0-9_]{1,64}}
   * @param problem what keeps it from working; empty if nothing does; at most 512 characters
   * @param drops what it left out on purpose since it started, as {@link Drops} lists it; each
   *     reason once, at most 64
   * @param source what it reads, in its own words, such as {@code csv fleet.csv}; empty if it reads
   *     nothing but the queue; at most 255 characters
   */
  record Report(Map<String, Long> counters, String problem, List<Drop> drops, String source)
      implements QueueRequest {
    /** The most counters. */
    public static final int COUNTERS_MAX = 64;

    /** The most reasons of drops. */
    public static final int DROPS_MAX = 64;

    /** The longest problem, in characters. */
    public static final int PROBLEM_CHARS_MAX = 512;

    /** The longest source, in characters. */
    public static final int SOURCE_CHARS_MAX = 255;

    static final int PROBLEM_BYTES_MAX = 3 * PROBLEM_CHARS_MAX;
    static final int SOURCE_BYTES_MAX = 3 * SOURCE_CHARS_MAX;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,64}");

    public Report {
      counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
      if (counters.size() > COUNTERS_MAX) {
        throw new IllegalArgumentException(counters.size() + " counters, at most " + COUNTERS_MAX);
      }
      for (String name : counters.keySet()) {
        if (!NAME.matcher(name).matches()) {
          throw new IllegalArgumentException("the name of a counter is not 1 to 64 of a-z 0-9 _");
        }
      }
      if (problem.length() > PROBLEM_CHARS_MAX) {
        throw new IllegalArgumentException(
            "a problem takes at most " + PROBLEM_CHARS_MAX + " characters");
      }
      if (source.length() > SOURCE_CHARS_MAX) {
        throw new IllegalArgumentException(
            "a source takes at most " + SOURCE_CHARS_MAX + " characters");
      }
      drops = List.copyOf(drops);
      if (drops.size() > DROPS_MAX) {
        throw new IllegalArgumentException(drops.size() + " drops, at most " + DROPS_MAX);
      }
      if (drops.stream().map(Drop::reason).distinct().count() < drops.size()) {
        throw new IllegalArgumentException("the reason of a drop is there twice");
      }
    }

    /** Of one that reads nothing but the queue. */
    public Report(Map<String, Long> counters, String problem, List<Drop> drops) {
      this(counters, problem, drops, "");
    }

    /** Of one that left nothing out. */
    public Report(Map<String, Long> counters, String problem) {
      this(counters, problem, List.of());
    }

    /** The same with a problem of any length, of which the beginning is told. */
    public static Report of(Map<String, Long> counters, String problem) {
      return of(counters, problem, List.of());
    }

    /** The same with what was left out. */
    public static Report of(Map<String, Long> counters, String problem, List<Drop> drops) {
      return new Report(
          counters, problem.substring(0, Math.min(problem.length(), PROBLEM_CHARS_MAX)), drops);
    }

    /** The same of one that reads this, of which the beginning is told. */
    public Report withSource(String text) {
      return new Report(
          counters, problem, drops, text.substring(0, Math.min(text.length(), SOURCE_CHARS_MAX)));
    }
  }

  private static void checkPositive(String what, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(what + " " + value);
    }
  }

  private static void checkRange(long from, long to) {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("offsets " + from + " to " + to);
    }
  }

  private static void checkWait(int millis) {
    if (millis < 0) {
      throw new IllegalArgumentException("time to wait " + millis);
    }
  }
}
