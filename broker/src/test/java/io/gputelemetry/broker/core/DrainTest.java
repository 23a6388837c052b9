package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.assertRefused;
import static io.gputelemetry.broker.core.Rig.offsets;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply.Acked;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Granted;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.NoRange;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Hello;
import io.gputelemetry.queue.QueueRequest.LeaseSequence;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import io.gputelemetry.queue.QueueRequest.Read;
import io.gputelemetry.queue.StartPosition;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final long DRAIN = 1_000_000;

  private final Rig rig = new Rig(TopicLimits.DEFAULT, QueueRequest.DEFAULT_TOPIC);

  @Test
  void drain_withNothingLeased_isDoneAtOnce() {
    drain();
    assertThat(rig.reply(DRAIN)).contains(new Done());
  }

  @Test
  void drain_waitsForWhatIsLeased_andTakesItsAck() {
    rig.call(9, publish("a"));
    Leased leased = rig.take(1, 1);
    drain();
    assertThat(rig.reply(DRAIN)).isEmpty();
    assertThat(rig.ack(1, leased.token())).isEqualTo(new Acked(1));
    assertThat(rig.reply(DRAIN)).contains(new Done());
  }

  @Test
  void ack_whileDraining_isDurableAtOnce() {
    rig.call(9, publish("a", "b"));
    Leased first = rig.take(1, 1);
    Leased second = rig.take(1, 1);
    rig.ack(1, first.token());
    drain();
    rig.ack(1, second.token());
    rig.crash(0);
    assertThat(offsets(rig.take(1, 9))).isEmpty();
  }

  @Test
  void drain_takesTheRangesThatAreGranted() {
    rig.call(1, new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 5, 0));
    Granted grant = (Granted) rig.call(1, sequenceLease(0));
    drain();
    Producer producer = new Producer(grant.producerId(), 0, grant.number(), grant.token());
    assertThat(rig.call(1, publish(producer, 0, "a"))).isInstanceOf(Published.class);
    assertThat(rig.reply(DRAIN)).contains(new Done());
  }

  @Test
  void drain_endsAtItsDeadline() {
    rig.call(9, publish("a"));
    rig.take(1, 1);
    drain();
    rig.tick(Duration.ofMillis(999));
    assertThat(rig.reply(DRAIN)).isEmpty();
    rig.tick(Duration.ofMillis(1));
    assertThat(rig.reply(DRAIN)).contains(new Done());
  }

  @Test
  void drain_answersAllThatWait() {
    rig.call(1, new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 5, 1));
    rig.call(1, sequenceLease(0));
    long member = rig.ask(1, Rig.lease(1, 9_000));
    long reader = rig.ask(1, read());
    long worker = rig.ask(1, sequenceLease(9_000));
    rig.log.room = TopicLog.Room.LOG_FULL;
    long publisher = rig.ask(1, publish(Producer.ANONYMOUS, 9_000, "a"));
    rig.commit();
    drain();
    assertThat(offsets(rig.reply(member).orElseThrow())).isEmpty();
    assertThat(offsets(rig.reply(reader).orElseThrow())).isEmpty();
    assertThat(rig.reply(worker)).contains(new NoRange());
    assertRefused(rig.reply(publisher).orElseThrow(), QueueError.CLOSED);
  }

  @Test
  void newWork_whileDraining_isRefused() {
    drain();
    assertRefused(rig.call(1, publish("a")), QueueError.CLOSED);
    assertRefused(rig.call(1, Rig.lease(1, 9)), QueueError.CLOSED);
    assertRefused(rig.call(1, read()), QueueError.CLOSED);
    assertRefused(rig.call(1, sequenceLease(9)), QueueError.CLOSED);
    assertThat(rig.call(1, new Hello("i", "r", ""))).isEqualTo(new Done());
    assertThat(rig.state().endOffset()).isZero();
  }

  private void drain() {
    rig.event(new Event.Drain(DRAIN, 1_000));
    rig.commit();
  }

  private static Read read() {
    return new Read(Rig.TOPIC, new StartPosition.Latest(), 99, 9_000);
  }

  private static LeaseSequence sequenceLease(int waitMillis) {
    return new LeaseSequence(Rig.TOPIC, Rig.SEQUENCE, 5, waitMillis);
  }
}
