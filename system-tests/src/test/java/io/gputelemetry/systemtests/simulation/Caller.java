package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.queue.QueueFrame;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.RequestCodec;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A client's way to the broker: keeps one connection, makes another one when that is lost, and lets
 * go of one that takes too long to answer.
 */
final class Caller {

  /** What becomes of a request: one of both, once. */
  record Waiter(Consumer<QueueReply> replied, Runnable lost) {}

  private final Agenda agenda;
  private final Network network;
  private final String name;
  private final LinkedHashMap<Long, Waiter> waiting = new LinkedHashMap<>();
  private Optional<Link> link = Optional.empty();
  private long correlations;

  Caller(Agenda agenda, Network network, String name) {
    this.agenda = agenda;
    this.network = network;
    this.name = name;
  }

  /** Sends; who waits is told of the reply, or that the connection was lost before. */
  void send(QueueRequest request, long patienceNanos, Waiter waiter) {
    Link on = link.orElseGet(this::connect);
    long correlation = ++correlations;
    waiting.put(correlation, waiter);
    network.toServer(on, Door.joined(RequestCodec.encode(correlation, request)));
    agenda.in(
        patienceNanos,
        () -> {
          if (waiting.containsKey(correlation)) {
            hangUp();
          }
        });
  }

  /** Lets go of the connection; everything under way is lost. */
  void hangUp() {
    link.ifPresent(open -> {
      network.closeByClient(open);
      lost(open);
    });
  }

  private Link connect() {
    Link[] made = new Link[1];
    made[0] = network.connect(new Link.ClientEnd(name, this::received, () -> lost(made[0])));
    link = Optional.of(made[0]);
    return made[0];
  }

  private void received(ByteBuffer frame) {
    Waiter waiter = waiting.remove(QueueFrame.correlation(frame));
    if (waiter == null) {
      throw new IllegalStateException("BUG: a reply that nobody waits for");
    }
    waiter.replied().accept(Door.reply(frame));
  }

  private void lost(Link broken) {
    if (link.filter(broken::equals).isEmpty()) {
      return;
    }
    link = Optional.empty();
    List<Waiter> left = List.copyOf(waiting.values());
    waiting.clear();
    left.forEach(waiter -> waiter.lost().run());
  }
}
