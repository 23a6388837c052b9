package io.gputelemetry.broker.tcp;

import io.gputelemetry.wire.FrameReply;
import java.util.concurrent.CompletableFuture;

/**
 * Sends replies in the order of their requests, because JSON frames do not say what they answer.
 * Replies are added by the connection's reading thread.
 */
final class OrderedReplies {
  private final int frameBytesMax;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  OrderedReplies(int frameBytesMax) {
    this.frameBytesMax = frameBytesMax;
  }

  int frameBytesMax() {
    return frameBytesMax;
  }

  /**
   * Sends this reply when it is there and all before it are sent.
   *
   * @param frame never fails
   */
  CompletableFuture<Void> add(CompletableFuture<JsonFrame> frame, FrameReply to) {
    last =
        last.thenCombine(
            frame,
            (_, ready) -> {
              to.send(ready.bytes(frameBytesMax));
              return null;
            });
    return last;
  }

  /** The same for one that is there. */
  void add(JsonFrame frame, FrameReply to) {
    var _ = add(CompletableFuture.completedFuture(frame), to);
  }

  /** Sends this reply behind all others, and ends the connection. */
  void addLast(JsonFrame frame, FrameReply to) {
    last = last.thenRun(() -> to.sendLast(frame.bytes(frameBytesMax)));
  }
}
