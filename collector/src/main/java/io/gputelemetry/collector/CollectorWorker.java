package io.gputelemetry.collector;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.telemetry.SampleBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker: takes leases for at most the flush interval, writes all their samples, then acks.
 * What the queue refuses makes it release all that it holds, because a lease that ends without a
 * word counts as a loss; a dead letter that is refused, that message alone. When the queue does not
 * answer it drops its connection. Owned by one thread.
 */
final class CollectorWorker {
  private static final Logger log = LoggerFactory.getLogger(CollectorWorker.class);

  /** How long a lease waits for messages; also the longest that an idle worker delays a stop. */
  private static final Duration LEASE_WAIT = Duration.ofMillis(250);

  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  /** A message and what of it is to be stored. */
  private record Decoded(Delivery delivery, SampleBatch batch) {}

  private final CollectorConfig config;
  private final Collector.Surroundings surroundings;
  private final CollectorCounters counters;
  private final Pauses pauses;
  private final BooleanSupplier stopping;
  private final StoreWriter writer;
  private final MessageDecoder decoder = new MessageDecoder();
  private final SampleRules rules;
  private final BatchMerge merge = new BatchMerge();
  private Optional<MessageQueue> connected = Optional.empty();
  private boolean queueDown;
  private volatile Optional<String> problem = Optional.empty();

  CollectorWorker(
      CollectorConfig config,
      Collector.Surroundings surroundings,
      CollectorCounters counters,
      Pauses pauses,
      BooleanSupplier stopping) {
    this.config = config;
    this.surroundings = surroundings;
    this.counters = counters;
    this.pauses = pauses;
    this.stopping = stopping;
    writer = new StoreWriter(surroundings.store(), counters, pauses, stopping);
    rules = new SampleRules(surroundings.clock()::epochMicros);
  }

  /** Takes, writes and acks once; pauses if that failed. Returns the messages dealt with. */
  int doWork() {
    try {
      return collect(queue());
    } catch (QueueUnavailableException e) {
      queueIsDown("the queue does not answer", e);
    } catch (QueueRefusedException e) {
      queueIsDown("the queue refuses a request", e);
    } catch (RuntimeException e) {
      log.error("a collector step failed; its messages will be delivered again", e);
      problem = Optional.of("a step failed: " + e);
    }
    disconnect();
    pauses.pause();
    return 0;
  }

  /** Closes the connection; leases that are still held go back. */
  void disconnect() {
    Optional<MessageQueue> closing = connected;
    connected = Optional.empty();
    closing.ifPresent(MessageQueue::close);
  }

  private MessageQueue queue() {
    if (connected.isPresent()) {
      return connected.get();
    }
    MessageQueue queue = new MessageQueue(surroundings.connections().get(), CALL_TIMEOUT);
    connected = Optional.of(queue);
    holdLog(queue);
    return queue;
  }

  /**
   * The log must wait for its group, which the broker knows by itself of the usual one only.
   * Nothing is taken before it does: what leaves the log unread is lost to the store.
   */
  private void holdLog(MessageQueue queue) {
    if (config.group().equals(CollectorConfig.DEFAULT.group()) || isLogHeld(queue)) {
      return;
    }
    try {
      queue.administer(
          new AdminRequest.CreateGroup(config.topic(), config.group(), config.start(), true));
    } catch (QueueRefusedException e) {
      if (e.error() != QueueError.FORBIDDEN) {
        throw e;
      }
      throw new QueueRefusedException(
          e.error(),
          ("the log is not held for group %1$s, and this token may not change that; with the role"
                  + " admin run: gpu-telemetry group create %1$s --topic %2$s --retain")
              .formatted(config.group(), config.topic()));
    }
  }

  private boolean isLogHeld(MessageQueue queue) {
    return queue.inspect().stream()
        .filter(topic -> topic.topic().equals(config.topic()))
        .flatMap(topic -> topic.groups().stream())
        .anyMatch(group -> group.group().equals(config.group()) && group.retain());
  }

  private int collect(MessageQueue queue) {
    HeldLeases held = new HeldLeases(config, queue, surroundings.clock(), counters);
    try {
      int messages = collect(queue, held);
      if (held.refusal().isPresent()) {
        refused(held.refusal().get());
      } else {
        queueIsUp();
      }
      return messages;
    } catch (QueueRefusedException e) {
      if (held.isEmpty()) {
        throw e;
      }
      held.releaseAll();
      refused(e);
      return 0;
    }
  }

  private void refused(QueueRefusedException e) {
    queueIsDown("the queue refuses a request", e);
    pauses.pause();
  }

  private int collect(MessageQueue queue, HeldLeases held) {
    take(queue, held);
    if (held.isEmpty()) {
      return 0;
    }
    if (!store(held)) {
      held.releaseAll();
      return 0;
    }
    held.ackAll();
    counters.messages.inc(held.messages());
    return held.messages();
  }

  private void take(MessageQueue queue, HeldLeases held) {
    if (!leased(queue, held, LEASE_WAIT)) {
      return;
    }
    long end = surroundings.clock().monotonicNanos() + config.flushInterval().toNanos();
    while (!isEnough(held) && !stopping.getAsBoolean()) {
      long leftNanos = end - surroundings.clock().monotonicNanos();
      if (leftNanos <= 0 || !leased(queue, held, Duration.ofNanos(leftNanos))) {
        return;
      }
    }
  }

  private boolean leased(MessageQueue queue, HeldLeases held, Duration wait) {
    QueueReply.Leased lease =
        queue.lease(
            config.topic(),
            config.group(),
            config.start(),
            config.leaseMessages(),
            config.leaseBytes(),
            wait);
    if (lease.deliveries().isEmpty()) {
      return false;
    }
    held.add(lease);
    return true;
  }

  private boolean isEnough(HeldLeases held) {
    return held.samples() >= config.writeSamples()
        || held.messages() >= config.leaseMessages()
        || held.bytes() >= config.leaseBytes();
  }

  /** Stores or sets aside everything that is held; false if it had to be abandoned. */
  private boolean store(HeldLeases held) {
    List<Decoded> waiting = new ArrayList<>();
    int samples = 0;
    for (Delivery delivery : held.deliveries()) {
      Optional<SampleBatch> batch = decode(held, delivery);
      if (batch.isPresent()) {
        waiting.add(new Decoded(delivery, batch.get()));
        samples += batch.get().size();
      }
      if (samples >= config.writeSamples()) {
        if (!write(held, waiting)) {
          return false;
        }
        waiting.clear();
        samples = 0;
      }
    }
    return waiting.isEmpty() || write(held, waiting);
  }

  private Optional<SampleBatch> decode(HeldLeases held, Delivery delivery) {
    try {
      DecodedMessage message = rules.keep(decoder.decode(delivery), delivery.appendedAtMicros());
      held.leaveOut(delivery, message.leftOut());
      return Optional.of(message.samples()).filter(batch -> batch.size() > 0);
    } catch (UnreadableException e) {
      held.setAside(delivery, String.valueOf(e.getMessage()));
      return Optional.empty();
    } catch (RuntimeException e) {
      // Not only BatchFormatException: bytes from outside must never stop a worker for good.
      held.setAside(delivery, "cannot be decoded: " + e.getMessage());
      return Optional.empty();
    }
  }

  private boolean write(HeldLeases held, List<Decoded> decoded) {
    held.extendWhenDue();
    SampleBatch batch = merge.merge(decoded.stream().map(Decoded::batch).toList());
    return switch (writer.write(batch, held::extendWhenDue)) {
      case StoreWriter.Outcome.Stored() -> true;
      case StoreWriter.Outcome.Abandoned() -> false;
      case StoreWriter.Outcome.Rejected(String reason) -> {
        if (decoded.size() == 1) {
          held.setAside(decoded.getFirst().delivery(), reason);
          yield true;
        }
        yield writeSingly(held, decoded);
      }
    };
  }

  /** One of several messages is what the store refuses: the others must not suffer from it. */
  private boolean writeSingly(HeldLeases held, List<Decoded> decoded) {
    for (Decoded each : decoded) {
      if (!write(held, List.of(each))) {
        return false;
      }
    }
    return true;
  }

  /** What keeps it from working; any thread may ask. */
  Optional<String> problem() {
    return writer.problem().or(() -> problem);
  }

  private void queueIsUp() {
    if (queueDown) {
      log.info("the queue works again");
    }
    queueDown = false;
    problem = Optional.empty();
    pauses.reset();
  }

  private void queueIsDown(String what, RuntimeException e) {
    counters.failures.inc();
    if (!queueDown) {
      log.warn("{}, trying again until that works: {}", what, e.getMessage());
    }
    queueDown = true;
    problem = Optional.of(what + ": " + e.getMessage());
  }
}
