package io.gputelemetry.queue;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Messages that a publisher sends together; each is copied once, into its stored form. */
final class PublisherBatch {
  private static final int FIRST_BYTES = 4 << 10;

  private final CompletableFuture<Long> firstOffset = new CompletableFuture<>();
  private final long deadlineNanos;
  private ByteBuffer body = ByteBuffer.allocate(FIRST_BYTES);
  private int count;
  private int samples;
  private Producer producer = Producer.ANONYMOUS;
  private boolean doubtful;
  private Optional<RuntimeException> lastFailure = Optional.empty();

  /**
   * An empty one.
   *
   * @param deadlineNanos when it is given up; that of its first message
   */
  PublisherBatch(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  /** Whether this many bytes more stay within the bound. */
  boolean hasRoom(int bytes, int bytesMax) {
    return count == 0 || body.position() + bytes <= bytesMax;
  }

  /** Takes a message in. */
  Receipt add(byte[] type, int sampleCount, ByteBuffer payload) {
    grow(StoredMessages.OVERHEAD_BYTES + type.length + payload.remaining());
    body.put((byte) type.length).put(type).putInt(sampleCount).putInt(payload.remaining());
    int at = body.position();
    body.put(at, payload, payload.position(), payload.remaining());
    body.position(at + payload.remaining());
    samples = Math.addExact(samples, sampleCount);
    return new Receipt(firstOffset, count++);
  }

  int bytes() {
    return body.position();
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /** As what it is sent, the first time and every time. */
  Producer producer() {
    return producer;
  }

  void identify(Producer identity) {
    producer = identity;
  }

  /** Whether it was sent before, so that it must stay as it is. */
  boolean isSent() {
    return producer.id() != 0;
  }

  /** An attempt was refused; it may be made again. */
  void refused(QueueRefusedException why) {
    lastFailure = Optional.of(why);
  }

  /** An attempt ended without an answer: from now on nobody knows whether it is in the log. */
  void lost(String why) {
    doubtful = true;
    lastFailure = Optional.of(new QueueUnavailableException("no answer: " + why));
  }

  /** What to tell of a batch that is given up, {@code otherwise} if it was never tried. */
  RuntimeException failure(RuntimeException otherwise) {
    RuntimeException last = lastFailure.orElse(otherwise);
    return doubtful && last instanceof QueueRefusedException
        ? new QueueUnavailableException("no answer at first, then " + last.getMessage(), last)
        : last;
  }

  QueueRequest.Publish request(String topic, int timeoutMillis) {
    StoredMessages messages = StoredMessages.stored(count, samples, body.duplicate().flip());
    return new QueueRequest.Publish(topic, producer, messages, timeoutMillis);
  }

  /** To be completed when it is known what became of the batch. */
  CompletableFuture<Long> firstOffset() {
    return firstOffset;
  }

  private void grow(int bytes) {
    if (body.remaining() < bytes) {
      int capacity = Math.max(4 * body.capacity(), body.position() + bytes);
      body = ByteBuffer.allocate(capacity).put(body.flip());
    }
  }
}
