package io.gputelemetry.streamer.batch;

import io.gputelemetry.queue.Message;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.telemetry.BatchOrigin;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Makes messages of what was gathered, none larger than a frame can take. Any thread may call. */
public final class BatchEncoder {
  /** Below the largest frame of the queue, with room for what stands around a batch in it. */
  public static final int MESSAGE_BYTES_MAX = 900_000;

  private final String instance;
  private final String ids;
  private final Clock clock;
  private final int maxBytes;
  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final AtomicLong number = new AtomicLong();

  /**
   * For batches of one origin.
   *
   * @param instance the name of this process
   * @param ids what the ids of its batches begin with; a number follows
   * @param maxBytes of a message
   */
  public BatchEncoder(String instance, String ids, Clock clock, int maxBytes) {
    this.ids = ids;
    this.instance = instance;
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  /** Encodes what was gathered, in halves of halves if need be; the builder is empty afterwards. */
  public void encode(SampleBatch.Builder gathered, List<Message> to) {
    SampleBatch batch = gathered.build(origin());
    Optional<ByteBuffer> bytes = bytes(batch);
    if (bytes.isPresent() && bytes.get().remaining() <= maxBytes) {
      to.add(new Message(Message.SAMPLE_BATCH, batch.size(), bytes.get()));
      return;
    }
    if (batch.size() == 1) {
      throw new IllegalStateException("BUG: one sample of a bounded series takes too much");
    }
    int half = batch.size() / 2;
    encode(part(batch, 0, half), to);
    encode(part(batch, half, batch.size()), to);
  }

  private BatchOrigin origin() {
    return new BatchOrigin(ids + number.getAndIncrement(), instance, clock.epochMicros());
  }

  /** None if a dictionary is so regular that no reader would believe it; half of it is less so. */
  private Optional<ByteBuffer> bytes(SampleBatch batch) {
    try {
      return Optional.of(codec.encode(batch));
    } catch (IllegalArgumentException tooRegular) {
      return Optional.empty();
    }
  }

  private static SampleBatch.Builder part(SampleBatch batch, int from, int to) {
    SampleBatch.Builder part = new SampleBatch.Builder();
    for (int i = from; i < to; i++) {
      int index = part.index(batch.dictionary().get(batch.series(i)));
      part.add(index, batch.eventTime(i), batch.sourceTime(i), batch.value(i));
    }
    return part;
  }
}
