package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Ack;
import io.gputelemetry.queue.QueueRequest.AckRange;
import io.gputelemetry.queue.QueueRequest.Extend;
import io.gputelemetry.queue.QueueRequest.Lease;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.QueueRequest.Release;
import io.gputelemetry.queue.StartPosition;
import java.util.List;

/** A member of a group: leases, works, settles; it never can use what is poison. */
final class GroupMember {
  private static final int REPLY_BYTES = 64 << 10;

  private final World world;
  private final String topic;
  private final String group;
  private final Caller caller;

  GroupMember(World world, String topic, String group, int index) {
    this.world = world;
    this.topic = topic;
    this.group = group;
    this.caller = world.caller("member-" + topic + "-" + group + "-" + index);
  }

  void begin() {
    world.agenda().in(world.upTo(50), this::lease);
  }

  private void lease() {
    int wait = world.random().nextInt(3) == 0 ? 0 : world.random().nextInt(500);
    boolean little = !world.mood().isCalm() && world.random().nextBoolean();
    int most = 1 + world.random().nextInt(little ? 5 : 60);
    int bytes = little && world.random().nextBoolean() ? 1_000 : REPLY_BYTES;
    caller.send(
        new Lease(topic, group, new StartPosition.Earliest(), most, bytes, wait),
        world.weather().patienceNanos() + wait * Agenda.MILLI,
        new Caller.Waiter(this::leased, this::begin));
  }

  private void leased(QueueReply reply) {
    if (!(reply instanceof Leased leased) || leased.deliveries().isEmpty()) {
      begin();
      return;
    }
    long timeout = leased.timeoutMillis() * Agenda.MILLI;
    if (world.now(Fault.SLEEPERS, 8)) {
      world.agenda().in(timeout + world.upTo(leased.timeoutMillis()), () -> settleProperly(leased));
      begin();
    } else {
      boolean slow = !world.mood().isCalm() && world.random().nextInt(8) == 0;
      int work = slow ? leased.timeoutMillis() / 2 : 10;
      world.agenda().in(world.upTo(work), () -> settle(leased));
    }
  }

  private void settle(Leased leased) {
    if (world.now(Fault.DISCONNECT, 20)) {
      caller.hangUp();
      begin();
      return;
    }
    if (!world.now(Fault.MOODS, 3) || !settleOtherwise(leased)) {
      settleProperly(leased);
    }
    begin();
  }

  /** Acks all but what cannot be used. */
  private void settleProperly(Leased leased) {
    List<Delivery> all = leased.deliveries();
    boolean whole = true;
    for (Delivery delivery : all) {
      if (isPoison(delivery)) {
        whole = false;
        int delay = world.random().nextBoolean() ? 0 : world.random().nextInt(300);
        if (world.random().nextInt(4) == 0) {
          delay = Nack.NEVER_AGAIN;
        }
        long offset = delivery.offset();
        send(new Nack(topic, group, leased.token(), offset, offset + 1, "poison", delay));
      }
    }
    if (whole) {
      send(new Ack(topic, group, leased.token()));
    } else {
      ackUnpoisoned(leased);
    }
  }

  private void ackUnpoisoned(Leased leased) {
    for (Delivery delivery : leased.deliveries()) {
      if (!isPoison(delivery)) {
        long offset = delivery.offset();
        send(new AckRange(topic, group, leased.token(), offset, offset + 1));
      }
    }
  }

  /** What else can be done with a lease; false if nothing was settled by it. */
  private boolean settleOtherwise(Leased leased) {
    long token = leased.token();
    long first = leased.deliveries().getFirst().offset();
    long middle = first + (leased.deliveries().size() + 1) / 2;
    switch (world.random().nextInt(8)) {
      case 0 -> send(new Release(topic, group, token));
      case 1 -> send(new Nack(topic, group, token, "bad mood", 0));
      case 2 -> send(new Nack(topic, group, token, first, first + 1, "slow", 400));
      case 3 -> {
        send(new AckRange(topic, group, token, first, middle));
        send(new AckRange(topic, group, token, first, middle));
      }
      case 4 -> {
        send(new Ack(topic, group, token));
        send(new Ack(topic, group, token));
      }
      case 5 -> send(new Nack(topic, group, token, first, first + 1, "no", Nack.NEVER_AGAIN));
      case 6 -> {
        send(new Extend(topic, group, token));
        world.agenda().in(world.upTo(leased.timeoutMillis()), () -> settleProperly(leased));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void send(QueueRequest request) {
    caller.send(request, world.weather().patienceNanos(), new Caller.Waiter(_ -> {}, () -> {}));
  }

  private boolean isPoison(Delivery delivery) {
    long hash = (delivery.offset() + 1) * 0x9E3779B97F4A7C15L + group.hashCode();
    return Long.remainderUnsigned(hash >>> 20, world.weather().poisonEach()) == 0;
  }
}
