package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.assertRefused;
import static io.gputelemetry.broker.core.Rig.offsets;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Deliveries;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueRequest.Read;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.StartPosition.At;
import io.gputelemetry.queue.StartPosition.Earliest;
import io.gputelemetry.queue.StartPosition.Latest;
import io.gputelemetry.queue.StartPosition.Since;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadTest {
  private final Rig rig = new Rig();

  @Test
  void read_fromEachStart_onAnEmptyLog_findsNothing() {
    for (StartPosition start :
        new StartPosition[] {new Earliest(), new Latest(), new At(0), new Since(0)}) {
      assertThat(rig.call(1, read(start, 0))).isEqualTo(chunk(0));
    }
  }

  @Test
  void read_fromOffsetZero_isTheBeginning() {
    threeBatches();
    assertThat(offsets(rig.call(1, read(new At(0), 0)))).containsExactly(0L, 1L, 2L, 3L);
    assertThat(offsets(rig.call(1, read(new Earliest(), 0)))).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void read_fromTheMiddleOfABatch_cutsTheBatch() {
    threeBatches();
    assertThat(offsets(rig.call(1, read(new At(1), 0)))).containsExactly(1L, 2L, 3L);
  }

  @Test
  void read_fromLatest_findsWhatComesLater() {
    threeBatches();
    long ticket = rig.ask(1, read(new Latest(), 1_000));
    rig.commit();
    assertThat(rig.reply(ticket)).isEmpty();
    rig.call(2, publish("e"));
    assertThat(offsets(rig.reply(ticket).orElseThrow())).containsExactly(4L);
  }

  @Test
  void read_sinceATime_beginsWithTheFirstBatchAppendedThen() {
    rig.call(1, publish("a"));
    rig.advance(Duration.ofSeconds(1));
    long time = rig.now().epochMicros();
    rig.call(1, publish("b"));
    assertThat(offsets(rig.call(1, read(new Since(time), 0)))).containsExactly(1L);
    assertThat(offsets(rig.call(1, read(new Since(time + 1), 0)))).isEmpty();
  }

  @Test
  void read_belowTheOldest_beginsWithTheOldest() {
    threeBatches();
    rig.log.firstOffset = 2;
    assertThat(offsets(rig.call(1, read(new At(0), 0)))).containsExactly(2L, 3L);
    assertThat(offsets(rig.call(1, read(new Earliest(), 0)))).containsExactly(2L, 3L);
  }

  @Test
  void read_beyondTheEnd_isRefused() {
    threeBatches();
    assertThat(rig.call(1, read(new At(4), 0))).isEqualTo(chunk(4));
    assertRefused(rig.call(1, read(new At(5), 0)), QueueError.BAD_REQUEST);
    assertRefused(rig.call(1, read(new At(-1), 0)), QueueError.BAD_REQUEST);
  }

  @Test
  void read_deliversTimeAndProducer() {
    rig.call(1, publish(new Producer(9, 0, 3, 0), 0, "a"));
    Chunk chunk = (Chunk) rig.call(1, read(new Earliest(), 0));
    Delivery delivery = chunk.deliveries().getFirst();
    assertThat(delivery.appendedAtMicros()).isEqualTo(rig.now().epochMicros());
    assertThat(delivery.producerId()).isEqualTo(9);
    assertThat(delivery.producerNumber()).isEqualTo(3);
    assertThat(delivery.deliveries()).isEqualTo(1);
    assertThat(delivery.message().payload().get(0)).isEqualTo((byte) 'a');
  }

  @Test
  void read_withFewBytes_getsOneMessageAtLeast() {
    threeBatches();
    Chunk chunk = (Chunk) rig.call(1, new Read(Rig.TOPIC, new Earliest(), 1, 0));
    assertThat(offsets(chunk)).containsExactly(0L);
    assertThat(chunk.nextOffset()).isEqualTo(1);
  }

  @Test
  void read_withBytesForTwoBatches_leavesTheThird() {
    threeBatches();
    Chunk all = (Chunk) rig.call(1, read(new Earliest(), 0));
    int bytes =
        Deliveries.of(((Deliveries) all.deliveries()).runs().subList(0, 2)).runs().stream()
            .mapToInt(DeliveryRun::bytes)
            .sum();
    Chunk two = (Chunk) rig.call(1, new Read(Rig.TOPIC, new Earliest(), bytes, 0));
    assertThat(offsets(two)).containsExactly(0L, 1L, 2L);
  }

  @Test
  void read_neverSeesWhatIsNotDurable() {
    rig.ask(1, publish("a"));
    long ticket = rig.ask(2, read(new Earliest(), 0));
    rig.commit();
    assertThat(rig.reply(ticket)).contains(chunk(0));
  }

  @Test
  void read_thatWaits_isAnsweredAtTheCommit() {
    long ticket = rig.ask(2, read(new Earliest(), 1_000));
    rig.commit();
    rig.ask(1, publish("a"));
    assertThat(rig.core.takeAnswers()).isEmpty();
    rig.commit();
    assertThat(offsets(rig.reply(ticket).orElseThrow())).containsExactly(0L);
  }

  @Test
  void read_thatWaitedInVain_isAnsweredEmptyAtItsDeadline() {
    long ticket = rig.ask(2, read(new Earliest(), 1_000));
    rig.commit();
    rig.tick(Duration.ofMillis(999));
    assertThat(rig.reply(ticket)).isEmpty();
    assertThat(rig.core.nextDeadlineNanos()).isEqualTo(1_000_000_000L);
    rig.tick(Duration.ofMillis(1));
    assertThat(rig.reply(ticket)).contains(chunk(0));
  }

  @Test
  void read_ofADamagedBatch_saysCorrupt_andTheOthersStayReadable() {
    threeBatches();
    rig.log.damagedOffset = 2;
    assertThat(offsets(rig.call(1, read(new At(0), 0)))).containsExactly(0L, 1L);
    assertRefused(rig.call(1, read(new At(2), 0)), QueueError.CORRUPT);
    assertThat(offsets(rig.call(1, read(new At(3), 0)))).containsExactly(3L);
  }

  private void threeBatches() {
    rig.call(1, publish("a", "b"));
    rig.call(1, publish("c"));
    rig.call(1, publish("d"));
  }

  private static Read read(StartPosition from, int waitMillis) {
    return new Read(Rig.TOPIC, from, 1 << 20, waitMillis);
  }

  private static Chunk chunk(long next) {
    return new Chunk(List.of(), next);
  }
}
