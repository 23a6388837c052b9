package io.gputelemetry.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a collector cannot use. */
final class CollectorDeadLetterTest extends CollectorFixture {
  @Test
  void message_thatCannotBeDecoded_isSetAsideWithItsBytesAndAcked() {
    byte[] bytes = "no batch".getBytes(StandardCharsets.UTF_8);
    queue.put(batch(0, 3));
    queue.put(new Message(Message.SAMPLE_BATCH, 1, ByteBuffer.wrap(bytes)));

    Collector collector = collector(1);
    collector.doWork();

    assertThat(events)
        .containsExactly("lease 2", "dead letter to telemetry.dlq", "write 3", "ack 2");
    Message message = queue.deadLetters.values().iterator().next();
    assertThat(message.contentType()).isEqualTo(DeadLetter.CONTENT_TYPE);
    DeadLetter letter = DeadLetter.decode(message.payload());
    assertThat(letter.payload()).isEqualTo(ByteBuffer.wrap(bytes));
    assertThat(letter.offset()).isEqualTo(1);
    assertThat(letter.contentType()).isEqualTo(Message.SAMPLE_BATCH);
    assertThat(letter.reason()).startsWith("cannot be decoded");
    assertThat(collector.statistics().deadLettered()).isEqualTo(1);
    assertThat(collector.statistics().messages()).isEqualTo(2);
  }

  @Test
  void message_ofAnUnknownContentType_isSetAside() {
    queue.put(new Message("text/plain", 0, ByteBuffer.allocate(3)));

    collector(1).doWork();

    DeadLetter letter = DeadLetter.decode(queue.deadLetters.values().iterator().next().payload());
    assertThat(letter.reason()).isEqualTo("content type text/plain is not known");
    assertThat(queue.isDrained()).isTrue();
  }

  @Test
  void deadLetter_setAsideTwice_hasTheSameProducerAndNumber() {
    queue.put(new Message("text/plain", 0, ByteBuffer.allocate(3)));
    AtomicInteger acks = new AtomicInteger();
    queue.interference =
        request -> {
          if (request instanceof QueueRequest.Ack && acks.getAndIncrement() == 0) {
            throw new QueueUnavailableException("connection lost");
          }
          return new QueueReply.NoRange();
        };

    Collector collector = collector(1);
    collector.doWork();
    collector.doWork();

    assertThat(events).filteredOn(e -> e.startsWith("dead letter")).hasSize(2);
    assertThat(queue.deadLetters).hasSize(1);
    assertThat(queue.isDrained()).isTrue();
  }

  @Test
  void deadLetter_tooLargeForAFrame_isSetAsideWithoutItsPayload() {
    queue.largestDeadLetter = 300;
    queue.put(new Message("text/plain", 0, ByteBuffer.allocate(300)));

    collector(1).doWork();

    DeadLetter letter = DeadLetter.decode(queue.deadLetters.values().iterator().next().payload());
    assertThat(letter.payload().remaining()).isZero();
    assertThat(letter.reason()).contains("payload left out");
    assertThat(queue.isDrained()).isTrue();
  }

  @Test
  void deadLetter_refusedByTheBroker_leavesTheMessageUnacked() {
    queue.put(new Message("text/plain", 0, ByteBuffer.allocate(3)));
    queue.interference =
        request ->
            request instanceof QueueRequest.Publish
                ? new QueueReply.Refused(QueueError.BUSY, "full")
                : new QueueReply.NoRange();

    assertThat(collector(1).doWork()).isZero();

    assertThat(events).containsExactly("lease 1", "disconnect");
    assertThat(queue.isDrained()).isFalse();
  }
}
