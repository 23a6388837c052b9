package io.gputelemetry.streamer;

import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A broker in a few lines: one sequence, a log, and faults on demand. Any thread may call. */
final class FakeBroker implements QueueConnection {
  static final long SEQUENCE_ID = 77;

  /** What happens to a request instead of its proper reply. */
  sealed interface Fault {
    /** It never arrives. */
    record NotSent() implements Fault {}

    /** It takes effect, but the answer is lost. */
    record AnswerLost() implements Fault {}

    /** It is refused. */
    record Refusal(QueueError error) implements Fault {}
  }

  private final ManualClock clock;
  private final Deque<Fault> publishFaults = new ArrayDeque<>();
  private final Deque<Fault> leaseFaults = new ArrayDeque<>();
  private final Map<Long, QueueReply.Granted> outstanding = new HashMap<>();
  private final Deque<QueueReply.Granted> expired = new ArrayDeque<>();
  private final Map<Long, Set<Long>> numbers = new HashMap<>();
  final List<QueueRequest.Publish> publishes = new ArrayList<>();
  final List<QueueRequest.Publish> appended = new ArrayList<>();
  final List<QueueRequest.Report> reports = new CopyOnWriteArrayList<>();
  int opened;
  int released;
  boolean down;
  private long sequenceId = SEQUENCE_ID;
  private long content;
  private long rows;
  private long passes;
  private long pass;
  private long nextRow;
  private long nextNumber;
  private long nextToken = 1000;
  private long lastGrantedAt;

  FakeBroker(ManualClock clock) {
    this.clock = clock;
  }

  synchronized void failPublish(Fault... faults) {
    publishFaults.addAll(List.of(faults));
  }

  synchronized void failLease(Fault... faults) {
    leaseFaults.addAll(List.of(faults));
  }

  synchronized boolean isFaulty() {
    return !publishFaults.isEmpty() || !leaseFaults.isEmpty();
  }

  /** The visibility timeout of every grant is over. */
  synchronized void expireGrants() {
    expired.addAll(outstanding.values());
    outstanding.clear();
  }

  synchronized List<SampleBatch> batches() {
    SampleBatchCodec codec = new SampleBatchCodec();
    return messages().map(message -> codec.decode(message.payload())).toList();
  }

  synchronized long samples() {
    return messages().mapToLong(Message::sampleCount).sum();
  }

  private Stream<Message> messages() {
    return appended.stream().flatMap(publish -> publish.messages().stream());
  }

  @Override
  public synchronized CompletableFuture<QueueReply> send(QueueRequest request) {
    if (down) {
      return lost();
    }
    return switch (request) {
      case QueueRequest.Publish publish -> {
        publishes.add(publish);
        yield faulty(publishFaults, () -> publish(publish));
      }
      case QueueRequest.LeaseSequence lease -> faulty(leaseFaults, () -> lease(lease.maxRows()));
      case QueueRequest.OpenSequence open -> {
        opened++;
        yield CompletableFuture.completedFuture(open(open));
      }
      case QueueRequest.Report report -> {
        reports.add(report);
        yield CompletableFuture.completedFuture(new QueueReply.Done());
      }
      case QueueRequest.ReleaseGrant release -> {
        released++;
        expireGrants();
        yield CompletableFuture.completedFuture(new QueueReply.Done());
      }
      default -> throw new IllegalStateException("BUG: a streamer does not ask this: " + request);
    };
  }

  private static CompletableFuture<QueueReply> lost() {
    return CompletableFuture.failedFuture(new QueueUnavailableException("connection lost"));
  }

  private static CompletableFuture<QueueReply> faulty(
      Deque<Fault> faults, java.util.function.Supplier<QueueReply> reply) {
    if (faults.isEmpty()) {
      return CompletableFuture.completedFuture(reply.get());
    }
    return switch (faults.poll()) {
      case Fault.NotSent() -> lost();
      case Fault.AnswerLost() -> {
        var _ = reply.get();
        yield lost();
      }
      case Fault.Refusal(QueueError error) ->
          CompletableFuture.completedFuture(new QueueReply.Refused(error, "because"));
    };
  }

  private QueueReply open(QueueRequest.OpenSequence open) {
    if (content != 0 && content != open.content()) {
      return new QueueReply.Refused(QueueError.ALREADY_EXISTS, "belongs to another file");
    }
    boolean keeps = open.passes() == QueueRequest.OpenSequence.KEEP_PASSES;
    boolean changes = content != 0 && !keeps && passes != open.passes();
    OptionalLong before = changes ? OptionalLong.of(passes) : OptionalLong.empty();
    content = open.content();
    rows = open.rows();
    passes = keeps ? passes : open.passes();
    return new QueueReply.SequenceOpened(sequenceId, before);
  }

  /** The sequence begins anew, and belongs to a content that another streamer told, 0 = to none. */
  synchronized void reset(long newContent) {
    sequenceId++;
    content = newContent;
    outstanding.clear();
    expired.clear();
    pass = 0;
    nextRow = 0;
    nextNumber = 0;
  }

  private QueueReply publish(QueueRequest.Publish publish) {
    Producer producer = publish.producer();
    Set<Long> known = numbers.computeIfAbsent(producer.id(), id -> new HashSet<>());
    if (known.contains(producer.number())) {
      return new QueueReply.Duplicate(-1);
    }
    if (producer.id() == sequenceId && outstanding.remove(producer.token()) == null) {
      return new QueueReply.Refused(QueueError.LEASE_LOST, "the grant is another's");
    }
    known.add(producer.number());
    appended.add(publish);
    return new QueueReply.Published(appended.size() - 1, 1, Durability.SYNCED);
  }

  private QueueReply lease(int maxRows) {
    QueueReply.Granted again = expired.poll();
    if (again != null) {
      return granted(
          again.number(), again.pass(), again.firstRow(), again.count(), again.grantedAtMicros());
    }
    if (passes > 0 && pass >= passes) {
      return outstanding.isEmpty() ? new QueueReply.SequenceFinished() : new QueueReply.NoRange();
    }
    int count = (int) Math.min(maxRows, rows - nextRow);
    lastGrantedAt = Math.max(clock.epochMicros(), lastGrantedAt + 1_000);
    QueueReply reply = granted(nextNumber++, pass, nextRow, count, lastGrantedAt);
    nextRow += count;
    if (nextRow == rows) {
      nextRow = 0;
      pass++;
    }
    return reply;
  }

  private QueueReply granted(long number, long of, long firstRow, int count, long grantedAt) {
    QueueReply.Granted grant =
        new QueueReply.Granted(
            sequenceId, number, nextToken++, of, firstRow, count, grantedAt, 30_000);
    outstanding.put(grant.token(), grant);
    return grant;
  }

  Message firstMessage(int publish) {
    return publishes.get(publish).messages().getFirst();
  }

  @Override
  public void close() {}
}
