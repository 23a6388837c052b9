package io.gputelemetry.broker.tcp;

import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.wire.FrameReply;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who waits for messages on one connection. Owned by its reading thread. */
final class Subscriptions {
  /** On one connection; each has a virtual thread. */
  static final int MOST = 16;

  private final OrderedReplies replies;

  private final Map<String, Subscription> running = new ConcurrentHashMap<>();

  /** One that was ended still counts until its last request to the broker is answered. */
  private final AtomicInteger live = new AtomicInteger();

  Subscriptions(OrderedReplies replies) {
    this.replies = replies;
  }

  boolean any() {
    return !running.isEmpty();
  }

  /** Finds the place first: what is published after the response is behind it. */
  void begin(QueueConnection session, JsonRequests.Wish wish, FrameReply reply) {
    if (live.get() >= MOST) {
      refuse(QueueError.BUSY, "at most " + MOST + " subscribers on a connection", reply);
      return;
    }
    Subscription subscription =
        new Subscription(session, Feed.of(wish), wish.subscriber(), replies.frameBytesMax());
    if (running.putIfAbsent(wish.subscriber(), subscription) != null) {
      refuse(QueueError.BAD_REQUEST, "this subscriber_id is subscribed already", reply);
      return;
    }
    live.incrementAndGet();
    CompletableFuture<QueueReply> first = subscription.ask(0);
    var _ =
        replies
            .add(first.handle(Subscriptions::answered), reply)
            .thenRun(() -> {
              if (isRefused(first)) {
                done(subscription);
              } else {
                start(subscription, first, reply);
              }
            });
  }

  private static boolean isRefused(CompletableFuture<QueueReply> first) {
    return first.isCompletedExceptionally() || first.join() instanceof QueueReply.Refused;
  }

  private static JsonFrame answered(QueueReply answer, @Nullable Throwable failure) {
    if (failure != null) {
      return JsonFrame.error(QueueError.CLOSED, "the broker cannot answer now");
    }
    return answer instanceof QueueReply.Refused refused
        ? JsonFrame.error(refused)
        : JsonFrame.response();
  }

  private void start(
      Subscription subscription, CompletableFuture<QueueReply> first, FrameReply reply) {
    Thread.ofVirtual()
        .name("subscription")
        .start(() -> {
          try {
            subscription.run(first, reply);
          } finally {
            done(subscription);
          }
        });
  }

  private void done(Subscription subscription) {
    running.remove(subscription.subscriber(), subscription);
    live.decrementAndGet();
  }

  void end(String subscriber, FrameReply reply) {
    Optional<Subscription> ending = Optional.ofNullable(running.remove(subscriber));
    ending.ifPresent(Subscription::end);
    if (ending.isPresent()) {
      replies.add(JsonFrame.response(), reply);
    } else {
      refuse(QueueError.NOT_FOUND, "no such subscriber_id", reply);
    }
  }

  private void refuse(QueueError error, String message, FrameReply reply) {
    replies.add(JsonFrame.error(error, message), reply);
  }

  void close() {
    running.values().forEach(Subscription::end);
  }
}
