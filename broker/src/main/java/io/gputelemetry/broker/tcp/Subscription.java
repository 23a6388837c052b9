package io.gputelemetry.broker.tcp;

import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.runtime.json.JsonText;
import io.gputelemetry.wire.FrameReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Gives the messages of a feed to one subscriber, in order: asks for some, sends them as fast as
 * the peer reads, asks for more. Its own virtual thread owns it.
 */
final class Subscription {
  /** How long a request waits at the broker; also how long one lingers after the end. */
  private static final int WAIT_MILLIS = 5_000;

  private final QueueConnection session;
  private final Feed feed;
  private final String subscriber;
  private final int frameBytesMax;
  private volatile boolean ended;

  Subscription(QueueConnection session, Feed feed, String subscriber, int frameBytesMax) {
    this.session = session;
    this.feed = feed;
    this.subscriber = subscriber;
    this.frameBytesMax = frameBytesMax;
  }

  String subscriber() {
    return subscriber;
  }

  /** Asks for messages; before it runs, by the thread that makes it. */
  CompletableFuture<QueueReply> ask(int waitMillis) {
    return session.send(feed.next(waitMillis));
  }

  /** Nothing more is sent, but for what is being sent just now. */
  void end() {
    ended = true;
  }

  /** Until it ends, or the connection does, or the broker refuses. */
  void run(CompletableFuture<QueueReply> first, FrameReply reply) {
    try {
      CompletableFuture<QueueReply> asked = first;
      while (delivered(asked.join(), reply)) {
        asked = ask(WAIT_MILLIS);
      }
    } catch (CompletionException e) {
      // The session with the engine is over, and with it the connection.
      ended = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean delivered(QueueReply answer, FrameReply reply) throws InterruptedException {
    if (answer instanceof QueueReply.Refused refused) {
      return refused(refused, reply);
    }
    if (!(answer instanceof QueueReply.Chunk || answer instanceof QueueReply.Leased)) {
      throw new IllegalStateException("BUG: this cannot be the reply: " + answer);
    }
    List<Delivery> deliveries = feed.taken(answer);
    for (Delivery delivery : deliveries) {
      JsonFrame frame = JsonFrame.message(subscriber, feed.id(delivery), delivery);
      if (ended || !reply.push(frame.bytes(frameBytesMax))) {
        giveBack();
        return false;
      }
    }
    return !ended;
  }

  private void giveBack() {
    if (feed.undo().isPresent()) {
      var _ = session.send(feed.undo().get());
    }
  }

  /** Tells the subscriber that nothing more comes. */
  private boolean refused(QueueReply.Refused refused, FrameReply reply)
      throws InterruptedException {
    if (!ended) {
      JsonFrame frame = JsonFrame.error(refused).with("subscriber_id", JsonText.of(subscriber));
      boolean _ = reply.push(frame.bytes(frameBytesMax));
    }
    return false;
  }
}
