package io.gputelemetry.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is left out of a message is counted, once, and everything else of it is stored. */
final class CollectorDropsTest extends CollectorFixture {
  private static final long DAY = 86_400_000_000L;

  @Test
  void samples_notWorthKeeping_areLeftOut_andTheRestIsStored() {
    queue.put(samples(1, Double.NaN, 2, Double.POSITIVE_INFINITY, 2147483632));
    queue.put(batch(100, 3));

    Collector collector = collector(1);
    assertThat(collector.doWork()).isEqualTo(2);

    assertThat(events).containsExactly("lease 2", "write 5", "ack 2");
    assertThat(queue.deadLetters).isEmpty();
    assertThat(collector.report().drops())
        .extracting(Drop::reason, Drop::count)
        .containsExactlyInAnyOrder(tuple("value_not_finite", 2), tuple("no_value_blank", 1));
    assertThat(collector.report().drops())
        .allMatch(drop -> drop.firstAtMicros() >= FakeClock.START_MICROS);
    assertThat(collector.statistics().dropped()).isEqualTo(3);
    assertThat(collector.statistics().stored()).isEqualTo(5);
  }

  @Test
  void message_ofWhichNothingIsKept_isDoneWith() {
    queue.put(at(FakeClock.START_MICROS + DAY, 1));
    queue.put(at(5, 2));

    Collector collector = collector(1);
    assertThat(collector.doWork()).isEqualTo(2);

    assertThat(events).containsExactly("lease 2", "ack 2");
    assertThat(collector.report().drops())
        .extracting(Drop::reason, Drop::count)
        .containsExactlyInAnyOrder(tuple("time_ahead", 1), tuple("time_ancient", 2));
  }

  @Test
  void samples_ofAMessageThatComesAgain_countOnce() {
    queue.put(samples(1, Double.NaN));
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
    assertThat(collector.statistics().dropped()).as("not acked").isZero();
    collector.doWork();

    assertThat(collector.statistics().dropped()).isEqualTo(1);
    assertThat(collector.statistics().duplicates()).isEqualTo(1);
  }

  @Test
  void samples_ofALostLease_countForWhoeverHasIt() {
    queue.put(samples(1, Double.NaN));
    store.onWrite = queue::expireLeases;

    Collector collector = collector(1);
    collector.doWork();

    assertThat(events).endsWith("ack refused");
    assertThat(collector.statistics().dropped()).isZero();
  }

  @Test
  void samples_ofADeadLetter_areInThatOnly() {
    queue.put(samples(11, Double.NaN));
    queue.put(batch(100, 3));
    store.poison = 11;

    Collector collector = collector(1);
    collector.doWork();

    assertThat(queue.deadLetters).containsOnlyKeys(0L);
    assertThat(collector.statistics().stored()).isEqualTo(3);
    assertThat(collector.statistics().deadLettered()).isEqualTo(1);
    assertThat(collector.statistics().dropped()).isZero();
  }

  @Test
  void samples_besideADeadLetterThatIsRefused_countWithTheirRange() {
    queue.put(samples(1, Double.NaN));
    queue.put(new Message("text/plain", 1, UTF_8.encode("?")));
    queue.put(samples(2, Double.NaN, Double.NaN));
    queue.interference =
        request ->
            request instanceof QueueRequest.Nack
                ? new QueueReply.Refused(QueueError.BUSY, "full")
                : new QueueReply.NoRange();

    Collector collector = collector(1);
    collector.doWork();

    assertThat(events).endsWith("write 2", "ack 0 to 1", "ack 2 to 3", "release 1");
    assertThat(collector.statistics().dropped()).isEqualTo(3);
  }

  @Test
  void records_withoutAValue_countLikeSamples() {
    String record = "{\"metric_name\":\"m\",\"uuid\":\"u\",\"value\":%s}";
    String records = String.join(",", record, record, record).formatted("1", "\"NaN\"", "1e999");
    String type = "application/json;event-time=" + FakeClock.START_MICROS;
    queue.put(new Message(type, 0, UTF_8.encode("[" + records + "]")));

    Collector collector = collector(1);
    collector.doWork();

    assertThat(events).containsExactly("lease 1", "write 1", "ack 1");
    assertThat(collector.report().drops())
        .extracting(Drop::reason, Drop::count)
        .containsExactly(tuple("value_not_finite", 2));
  }

  @Test
  void conflicts_areReportedAsDrops() {
    queue.put(batch(0, 3));
    store.conflicts = 2;

    Collector collector = collector(1);
    collector.doWork();

    assertThat(collector.report().drops())
        .extracting(Drop::reason, Drop::count)
        .containsExactly(tuple("conflict", 2));
    assertThat(collector.statistics().dropped()).as("beside the conflicts").isZero();
  }

  private static org.assertj.core.groups.Tuple tuple(String reason, long count) {
    return org.assertj.core.groups.Tuple.tuple(reason, count);
  }

  private static Message samples(double... values) {
    return message(FakeClock.START_MICROS, values);
  }

  /** So many samples from this time on. */
  private static Message at(long time, int count) {
    return message(time, new double[count]);
  }

  private static Message message(long time, double... values) {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    Gpu gpu = new Gpu("GPU-1", 0, "nvidia0", "H100", "host");
    Series series = Series.of("GPU-1", "DCGM_FI_DEV_GPU_UTIL");
    int index = builder.index(new SeriesIdentity(series, gpu, Attribution.NONE));
    for (int i = 0; i < values.length; i++) {
      builder.add(
          index, time + i + (long) values.length * 1_000, SampleBatch.NO_SOURCE_TIME, values[i]);
    }
    return new Message(
        Message.SAMPLE_BATCH, values.length, new SampleBatchCodec().encode(builder.build()));
  }
}
