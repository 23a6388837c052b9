package io.gputelemetry.queue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Messages that a {@link Subscriber} got together. Those of a group are this member's until it says
 * what became of them, or until the visibility timeout is over; then each call here answers false,
 * because others may have them. Those of a stream are nobody's, and each call answers true.
 */
public final class Received {

  /** Takes messages without an object for each. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * One message, whose payload lies in {@code buffer} from {@code at}, {@code length} bytes long.
     */
    void message(long offset, ByteBuffer buffer, int at, int length);
  }

  /**
   * Of what a lease of the messages consists.
   *
   * @param told how the broker is told what became of it
   */
  record Held(
      Function<QueueRequest, CompletableFuture<QueueReply>> told,
      String topic,
      String group,
      long token) {}

  private final Deliveries deliveries;
  private final Held held;

  Received(List<Delivery> deliveries, Held held) {
    this.deliveries = Deliveries.from(deliveries);
    this.held = held;
  }

  /** The messages in the order of their offsets; at least one. */
  public List<Delivery> deliveries() {
    return deliveries;
  }

  /** How many there are. */
  public int size() {
    return deliveries.size();
  }

  /** Shows all messages in the order of their offsets. */
  public void forEach(Visitor visitor) {
    for (DeliveryRun run : deliveries.runs()) {
      run.messages().visit(run.firstOffset(), visitor);
    }
  }

  /** Done with all of them. False if they are not this member's any more. */
  public CompletableFuture<Boolean> ack() {
    return tell(() -> new QueueRequest.Ack(held.topic(), held.group(), held.token()));
  }

  /** Done with those from one offset up to, but without, another. */
  public CompletableFuture<Boolean> ack(long from, long to) {
    return tell(
        () -> new QueueRequest.AckRange(held.topic(), held.group(), held.token(), from, to));
  }

  /** None of them could be used: they come again after the delay, or become dead letters. */
  public CompletableFuture<Boolean> nack(String reason, Duration delay) {
    return nack(0, Long.MAX_VALUE, reason, delay);
  }

  /** Those from one offset up to, but without, another could not be used. */
  public CompletableFuture<Boolean> nack(long from, long to, String reason, Duration delay) {
    int millis = Math.clamp(delay.toMillis(), 0, Integer.MAX_VALUE);
    return tell(() ->
        new QueueRequest.Nack(held.topic(), held.group(), held.token(), from, to, reason, millis));
  }

  /** Gives them back untouched; another member can have them at once. */
  public CompletableFuture<Boolean> release() {
    return tell(() -> new QueueRequest.Release(held.topic(), held.group(), held.token()));
  }

  /** Starts the visibility timeout anew. */
  public CompletableFuture<Boolean> extend() {
    return tell(() -> new QueueRequest.Extend(held.topic(), held.group(), held.token()));
  }

  private CompletableFuture<Boolean> tell(Supplier<QueueRequest> request) {
    if (held.group().isEmpty()) {
      return CompletableFuture.completedFuture(true);
    }
    return held.told().apply(request.get()).thenApply(Received::isHeld);
  }

  private static boolean isHeld(QueueReply reply) {
    return switch (reply) {
      case QueueReply.Acked _, QueueReply.Done _ -> true;
      case QueueReply.Refused refused when refused.error() == QueueError.LEASE_LOST -> false;
      case QueueReply.Refused refused ->
          throw new QueueRefusedException(refused.error(), refused.message());
      default -> throw new IllegalStateException("BUG: this cannot be the reply: " + reply);
    };
  }
}
