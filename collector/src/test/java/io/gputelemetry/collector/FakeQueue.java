package io.gputelemetry.collector;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.TopicState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A small queue with one topic and one group; every call that matters is a line of {@code events}.
 */
final class FakeQueue {
  static final int LEASE_MILLIS = 30_000;

  final List<String> events;
  final FakeClock clock;
  final Map<Long, String> deadLetters = new LinkedHashMap<>();
  private final List<Message> messages = new ArrayList<>();
  private final TreeSet<Long> free = new TreeSet<>();
  private final Map<Long, List<Long>> leases = new TreeMap<>();
  private final Map<Long, Integer> owners = new HashMap<>();
  private final Map<Long, Integer> deliveries = new HashMap<>();
  final List<QueueRequest.Report> reports = new ArrayList<>();
  private long nextToken = 1;
  int connections;

  /** What it says of its topics. */
  List<TopicState> topics = List.of();

  /** At most this many messages a lease. */
  int leaseMessages = Integer.MAX_VALUE;

  /** Answers a request in place of the queue, or with NoRange leaves it to the queue. */
  Function<QueueRequest, QueueReply> interference = request -> new QueueReply.NoRange();

  FakeQueue(List<String> events, FakeClock clock) {
    this.events = events;
    this.clock = clock;
  }

  synchronized void put(Message message) {
    free.add((long) messages.size());
    messages.add(message);
  }

  synchronized boolean isDrained() {
    return free.isEmpty() && leases.isEmpty();
  }

  /** What happens when a lease's time runs out. */
  synchronized void expireLeases() {
    leases.values().forEach(free::addAll);
    leases.clear();
  }

  private synchronized void disconnect(int connection) {
    events.add("disconnect");
    for (long token : List.copyOf(leases.keySet())) {
      if (owners.getOrDefault(token, 0) == connection) {
        free.addAll(leases.remove(token));
      }
    }
  }

  synchronized QueueConnection connect() {
    int connection = ++connections;
    return new QueueConnection() {
      @Override
      public CompletableFuture<QueueReply> send(QueueRequest request) {
        try {
          QueueReply reply = interference.apply(request);
          return CompletableFuture.completedFuture(
              reply instanceof QueueReply.NoRange ? answer(request, connection) : reply);
        } catch (QueueUnavailableException e) {
          return CompletableFuture.failedFuture(e);
        }
      }

      @Override
      public void close() {
        disconnect(connection);
      }
    };
  }

  private synchronized QueueReply answer(QueueRequest request, int connection) {
    return switch (request) {
      case QueueRequest.Lease lease -> lease(lease, connection);
      case QueueRequest.Ack(String topic, String group, long token) -> end("ack", token);
      case QueueRequest.AckRange range -> ack(range);
      case QueueRequest.Release(String topic, String group, long token) -> release(token);
      case QueueRequest.Extend(String topic, String group, long token) -> extend(token);
      case QueueRequest.Nack nack -> nack(nack);
      case AdminRequest.CreateGroup create -> {
        events.add("create " + create.group() + (create.retain() ? " retained" : ""));
        yield new QueueReply.Positioned(0);
      }
      case QueueRequest.Inspect _ -> new QueueReply.Inspection(topics);
      case QueueRequest.Report report -> {
        reports.add(report);
        yield new QueueReply.Done();
      }
      default -> throw new UnsupportedOperationException(request.toString());
    };
  }

  private QueueReply lease(QueueRequest.Lease lease, int connection) {
    List<Delivery> run = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    while (!free.isEmpty() && run.size() < Math.min(leaseMessages, lease.maxMessages())) {
      long offset = free.pollFirst();
      int count = deliveries.merge(offset, 1, Integer::sum);
      run.add(new Delivery(offset, 7, 0, 0, count, messages.get((int) offset)));
      offsets.add(offset);
    }
    if (run.isEmpty()) {
      clock.sleepNanos(lease.waitMillis() * 1_000_000L);
      return new QueueReply.Leased(0, 0, List.of());
    }
    leases.put(nextToken, offsets);
    owners.put(nextToken, connection);
    events.add("lease " + run.size());
    return new QueueReply.Leased(nextToken++, LEASE_MILLIS, run);
  }

  private QueueReply end(String verb, long token) {
    List<Long> ended = leases.remove(token);
    if (ended == null) {
      events.add(verb + " refused");
      return new QueueReply.Refused(QueueError.LEASE_LOST, "lost");
    }
    events.add(verb + " " + ended.size());
    return new QueueReply.Acked(ended.size());
  }

  private QueueReply ack(QueueRequest.AckRange range) {
    List<Long> offsets = leases.getOrDefault(range.token(), new ArrayList<>());
    if (!offsets.removeIf(offset -> range.from() <= offset && offset < range.to())) {
      return new QueueReply.Refused(QueueError.LEASE_LOST, "lost");
    }
    events.add("ack %d to %d".formatted(range.from(), range.to()));
    return new QueueReply.Acked(1);
  }

  private QueueReply release(long token) {
    List<Long> offsets = leases.getOrDefault(token, List.of());
    QueueReply reply = end("release", token);
    free.addAll(offsets);
    return reply instanceof QueueReply.Refused ? reply : new QueueReply.Done();
  }

  private QueueReply extend(long token) {
    if (!leases.containsKey(token)) {
      return new QueueReply.Refused(QueueError.LEASE_LOST, "lost");
    }
    events.add("extend");
    return new QueueReply.Done();
  }

  /** Only one message, and only for good. */
  private QueueReply nack(QueueRequest.Nack nack) {
    List<Long> held = leases.getOrDefault(nack.token(), new ArrayList<>());
    if (!nack.isNeverAgain() || nack.to() != nack.from() + 1) {
      throw new UnsupportedOperationException(nack.toString());
    } else if (!held.remove(nack.from())) {
      return new QueueReply.Refused(QueueError.LEASE_LOST, "lost");
    } else if (held.isEmpty()) {
      leases.remove(nack.token());
    }
    deadLetters.put(nack.from(), nack.reason());
    events.add("dead letter " + nack.from());
    return new QueueReply.Done();
  }
}
