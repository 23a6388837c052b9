package io.gputelemetry.queue;

import java.time.Duration;
import java.util.List;

/**
 * The blocking, typed face of a connection. A reply of an impossible kind is a bug; a refusal is a
 * {@link QueueRefusedException}, except where a method's result says otherwise. Every call has a
 * deadline, after which it throws {@link QueueUnavailableException}; so does a call whose thread is
 * interrupted, with the thread's flag set again. Messages that are leased by a reply which comes
 * after that are given back at once. Any thread may call.
 */
public final class MessageQueue implements AutoCloseable {
  private final QueueConnection connection;
  private final ReplyWait replies;

  /**
   * The face of this connection.
   *
   * @param timeout beyond the waiting that a call asks for, the longest time a reply may take
   */
  public MessageQueue(QueueConnection connection, Duration timeout) {
    this.connection = connection;
    this.replies = new ReplyWait(connection, timeout);
  }

  /** Published, Duplicate or Refused. */
  public QueueReply publish(
      String topic, Producer producer, List<Message> messages, Duration deadline) {
    QueueReply reply =
        replies.await(
            new QueueRequest.Publish(topic, producer, messages, millis(deadline)), deadline);
    return switch (reply) {
      case QueueReply.Published published -> published;
      case QueueReply.Duplicate duplicate -> duplicate;
      case QueueReply.Refused refused -> refused;
      case QueueReply other -> throw impossible(other);
    };
  }

  public QueueReply.Chunk read(String topic, StartPosition from, int maxBytes, Duration wait) {
    return ask(
        new QueueRequest.Read(topic, from, maxBytes, millis(wait)), wait, QueueReply.Chunk.class);
  }

  public QueueReply.Leased lease(
      String topic,
      String group,
      StartPosition start,
      int maxMessages,
      int maxBytes,
      Duration wait) {
    return ask(
        new QueueRequest.Lease(topic, group, start, maxMessages, maxBytes, millis(wait)),
        wait,
        QueueReply.Leased.class);
  }

  /** False if the lease was lost. */
  public boolean ack(String topic, String group, long token) {
    return holds(new QueueRequest.Ack(topic, group, token), QueueReply.Acked.class);
  }

  /** False if the lease was lost. */
  public boolean release(String topic, String group, long token) {
    return holds(new QueueRequest.Release(topic, group, token), QueueReply.Done.class);
  }

  /** False if the lease was lost. */
  public boolean extend(String topic, String group, long token) {
    return holds(new QueueRequest.Extend(topic, group, token), QueueReply.Done.class);
  }

  /**
   * Acks the messages {@code from} to {@code to - 1} of a lease; false if it holds none of them.
   */
  public boolean ack(String topic, String group, long token, long from, long to) {
    return holds(new QueueRequest.AckRange(topic, group, token, from, to), QueueReply.Acked.class);
  }

  /** Says that messages of a lease cannot be used now; false if the lease was lost. */
  public boolean nack(QueueRequest.Nack nack) {
    return holds(nack, QueueReply.Done.class);
  }

  public QueueReply.SequenceOpened openSequence(
      String topic, String sequence, long rows, long passes) {
    return openSequence(new QueueRequest.OpenSequence(topic, sequence, rows, passes));
  }

  public QueueReply.SequenceOpened openSequence(QueueRequest.OpenSequence request) {
    return ask(request, Duration.ZERO, QueueReply.SequenceOpened.class);
  }

  /** Granted, NoRange or SequenceFinished. */
  public QueueReply leaseSequence(String topic, String sequence, int maxRows, Duration wait) {
    QueueReply reply =
        replies.await(new QueueRequest.LeaseSequence(topic, sequence, maxRows, millis(wait)), wait);
    return switch (reply) {
      case QueueReply.Granted granted -> granted;
      case QueueReply.NoRange none -> none;
      case QueueReply.SequenceFinished finished -> finished;
      case QueueReply.Refused refused -> throw refusal(refused);
      case QueueReply other -> throw impossible(other);
    };
  }

  /** False if the grant was lost. */
  public boolean releaseGrant(String topic, String sequence, long token) {
    return holds(new QueueRequest.ReleaseGrant(topic, sequence, token), QueueReply.Done.class);
  }

  public List<TopicState> inspect() {
    return inspection().topics();
  }

  /** The topics, and who is connected. */
  public QueueReply.Inspection inspection() {
    return ask(new QueueRequest.Inspect(), Duration.ZERO, QueueReply.Inspection.class);
  }

  /** The same, with what the clients read. */
  public QueueReply.Inspection inspectionWithSources() {
    return ask(new QueueRequest.Inspect(true), Duration.ZERO, QueueReply.Inspection.class);
  }

  /** What {@link AdminRequest} says that it is answered by. */
  public QueueReply administer(AdminRequest request) {
    return ask(request, Duration.ZERO, QueueReply.class);
  }

  /** Tells the broker how this client is doing. */
  public void report(QueueRequest.Report report) {
    ask(report, Duration.ZERO, QueueReply.Done.class);
  }

  @Override
  public void close() {
    connection.close();
  }

  private <R extends QueueReply> R ask(QueueRequest request, Duration wait, Class<R> expected) {
    QueueReply reply = replies.await(request, wait);
    if (reply instanceof QueueReply.Refused refused) {
      throw refusal(refused);
    }
    return checked(reply, expected);
  }

  private boolean holds(QueueRequest request, Class<? extends QueueReply> expected) {
    QueueReply reply = replies.await(request, Duration.ZERO);
    if (reply instanceof QueueReply.Refused refused) {
      if (refused.error() == QueueError.LEASE_LOST) {
        return false;
      }
      throw refusal(refused);
    }
    checked(reply, expected);
    return true;
  }

  private static <R extends QueueReply> R checked(QueueReply reply, Class<R> expected) {
    if (!expected.isInstance(reply)) {
      throw impossible(reply);
    }
    return expected.cast(reply);
  }

  private static QueueRefusedException refusal(QueueReply.Refused refused) {
    return new QueueRefusedException(refused.error(), refused.message());
  }

  private static IllegalStateException impossible(QueueReply reply) {
    return new IllegalStateException("BUG: this cannot be the reply: " + reply);
  }

  private static int millis(Duration duration) {
    return Math.clamp(duration.toMillis(), 0, Integer.MAX_VALUE);
  }
}
