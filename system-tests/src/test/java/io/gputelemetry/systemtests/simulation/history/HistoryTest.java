package io.gputelemetry.systemtests.simulation.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.AdminRequest.CreateTopic;
import io.gputelemetry.queue.AdminRequest.DeleteTopic;
import io.gputelemetry.queue.AdminRequest.ResetSequence;
import io.gputelemetry.queue.AdminRequest.Seek;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Acked;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Granted;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Positioned;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueReply.SequenceOpened;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Ack;
import io.gputelemetry.queue.QueueRequest.Lease;
import io.gputelemetry.queue.QueueRequest.LeaseSequence;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import io.gputelemetry.queue.QueueRequest.Publish;
import io.gputelemetry.queue.QueueRequest.Read;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.systemtests.simulation.history.Payload.Rows;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Each broken promise is seen in a history that has no other. */
class HistoryTest {
  private static final String TOPIC = "t";
  private static final String GROUP = "g";
  private static final long MILLI = 1_000_000;
  private static final int TIMEOUT_MILLIS = 1_000;

  private final AtomicLong nanos = new AtomicLong();
  private final History history = new History(nanos::get, new Rules(2, 100 * MILLI), History.KEPT);
  private long correlations;

  @Test
  void soundHistory_isSound() {
    publish(0, 0);
    publish(1, 1);
    lease(1, 0, 1);
    ack(1, 2);
    audit(0, 1);
    assertThat(history.violation()).isEmpty();
  }

  @Test
  void publishedMessage_thatIsGone_isLost() {
    publish(0, 0);
    publish(1, 1);
    lease(1, 0);
    ack(1, 1);
    audit(0);
    assertViolation("lost: offset 1");
  }

  @Test
  void deliveredMessage_thatIsGone_isLost() {
    ask(publishRequest(0));
    lease(1, 0);
    ack(1, 1);
    history.crashed("power", true);
    audit();
    assertViolation("lost: offset 0");
  }

  @Test
  void batch_atTwoOffsets_isADuplicate() {
    publish(0, 0);
    publish(0, 5);
    assertViolation("twice in t, at 0 and 5");
  }

  @Test
  void offset_withTwoContents_isInconsistent() {
    publish(0, 0);
    publish(1, 0);
    assertViolation("two contents at offset 0");
  }

  @Test
  void laterBatch_before_anEarlierOne_isReordered() {
    publish(1, 0);
    publish(0, 1);
    assertViolation("reordered");
  }

  @Test
  void laterBatch_beforeOneThatWasRefused_isAllowed() {
    answer(publishRequest(0), new Refused(QueueError.BUSY, "full"));
    publish(1, 0);
    publish(0, 1);
    assertThat(history.violation()).isEmpty();
  }

  @Test
  void deliveryTooMany_isFound() {
    publish(0, 0);
    leaseAgain(1, 2);
    assertViolation("delivered 2 times, not 1");
  }

  @Test
  void deliveryTooMany_afterOneThatCouldNotBeRead_isAllowedOnce() {
    publish(0, 0);
    ask(new Lease(TOPIC, GROUP, new StartPosition.Earliest(), 10, 1_000, 0));
    history.failed(1, correlations);
    leaseAgain(1, 2);
    assertThat(history.violation()).isEmpty();

    nanos.addAndGet(2 * TIMEOUT_MILLIS * MILLI);
    leaseAgain(2, 5);
    assertViolation("delivered 5 times, not 3");
  }

  @Test
  void ackedMessage_givenAgain_isResurrected() {
    publish(0, 0);
    lease(1, 0);
    ack(1, 1);
    lease(2, 0);
    assertViolation("resurrected");
  }

  @Test
  void ackedMessage_givenAgainAfterACrash_isAllowedForAWhile() {
    publish(0, 0);
    lease(1, 0);
    ack(1, 1);
    nanos.addAndGet(99 * MILLI);
    history.crashed("kill", false);
    lease(2, 0);
    assertThat(history.violation()).isEmpty();
    ack(2, 1);
    nanos.addAndGet(101 * MILLI);
    history.crashed("kill", false);
    lease(3, 0);
    assertViolation("resurrected");
  }

  @Test
  void ackedMessage_givenAgainAfterASeek_isAllowed() {
    publish(0, 0);
    lease(1, 0);
    ack(1, 1);
    answer(new Seek(TOPIC, GROUP, new StartPosition.At(0)), new Positioned(0));
    lease(2, 0);
    assertThat(history.violation()).isEmpty();
  }

  @Test
  void message_heldByTwo_isAnOverlap() {
    publish(0, 0);
    lease(1, 0);
    nanos.addAndGet((TIMEOUT_MILLIS - 1) * MILLI);
    leaseAgain(2, 2);
    assertViolation("two members of t/g hold 0");
  }

  @Test
  void ack_underALeaseThatIsOver_isAnOldToken() {
    publish(0, 0);
    lease(1, 0);
    nanos.addAndGet(TIMEOUT_MILLIS * MILLI);
    ack(1, 1);
    assertViolation("an old token was accepted");
  }

  @Test
  void ack_underALeaseThatRuns_mustNotBeRefused() {
    publish(0, 0);
    lease(1, 0);
    answer(new Ack(TOPIC, GROUP, 1), new Refused(QueueError.LEASE_LOST, ""));
    assertViolation("a lease that runs was refused");
  }

  @Test
  void message_thatFailedTooOften_mustNotBeGivenAgain() {
    publish(0, 0);
    for (int times = 1; times <= 2; times++) {
      leaseAgain(times, times);
      answer(new Nack(TOPIC, GROUP, times, "bad", 0), new Done());
    }
    leaseAgain(3, 3);
    assertViolation("failed too often");
  }

  @Test
  void message_givenBeforeItsDelayIsOver_isTooEarly() {
    publish(0, 0);
    lease(1, 0);
    answer(new Nack(TOPIC, GROUP, 1, "bad", 50), new Done());
    nanos.addAndGet(49 * MILLI);
    leaseAgain(2, 2);
    assertViolation("before its delay was over");
  }

  @Test
  void message_thatNobodyAcked_isStarved() {
    publish(0, 0);
    lease(1, 0);
    audit(0);
    assertViolation("0 was never acked in t/g");
  }

  @Test
  void reader_thatDoesNotSeeWhatWasPromised_isFound() {
    publish(0, 0);
    answer(new Read(TOPIC, new StartPosition.At(0), 100, 0), new Chunk(List.of(), 0));
    assertViolation("a reader of t at 0 does not see");
  }

  @Test
  void range_withTwoWorkers_isFound() {
    answer(new OpenSequence(TOPIC, "s", 10, 1), new SequenceOpened(-5));
    LeaseSequence lease = new LeaseSequence(TOPIC, "s", 5, 0);
    answer(lease, new Granted(-5, 0, 1, 0, 0, 5, 7, TIMEOUT_MILLIS));
    answer(lease, new Granted(-5, 0, 2, 0, 0, 5, 7, TIMEOUT_MILLIS));
    assertViolation("two workers have range 0");
  }

  @Test
  void range_withOtherRowsTheSecondTime_isFound() {
    answer(new OpenSequence(TOPIC, "s", 10, 1), new SequenceOpened(-5));
    LeaseSequence lease = new LeaseSequence(TOPIC, "s", 5, 0);
    answer(lease, new Granted(-5, 0, 1, 0, 0, 5, 7, TIMEOUT_MILLIS));
    history.crashed("kill", false);
    answer(lease, new Granted(-5, 0, 2, 0, 0, 5, 8, TIMEOUT_MILLIS));
    assertViolation("range 0 of s was");
  }

  @Test
  void messageForNobody_thatIsGivenOutAgain_isFound() {
    publish(0, 0);
    lease(1, 0);
    answer(new Nack(TOPIC, GROUP, 1, "no", Nack.NEVER_AGAIN), new Done());
    leaseAgain(2, 2);
    assertViolation("though nobody was to get it again");
  }

  @Test
  void deletedTopic_thatHoldsWhatItHeld_isFound() {
    publish(0, 0);
    answer(new DeleteTopic(TOPIC), new Done());
    audit(0);
    assertViolation("nobody published what is at 0");
  }

  @Test
  void resetSequence_thatGoesOnAsBefore_isFound() {
    answer(new OpenSequence(TOPIC, "s", 10, 1), new SequenceOpened(-5));
    answer(new ResetSequence(TOPIC, "s"), new SequenceOpened(-6));
    answer(new OpenSequence(TOPIC, "s", 10, 1), new SequenceOpened(-5));
    assertViolation("has the publisher that it had before");
  }

  @Test
  void writtenMessages_afterAPowerCut_mayBeLostFromSomePlaceOn() {
    publishWritten();
    history.crashed("power", true);
    audit(0);
    assertThat(history.violation()).isEmpty();
  }

  @Test
  void writtenMessages_afterAKill_areLost() {
    publishWritten();
    history.crashed("kill", false);
    audit(0);
    assertViolation("lost: offset 1");
  }

  @Test
  void writtenMessages_longBeforeAPowerCut_areLost() {
    publishWritten();
    nanos.addAndGet(3_000 * MILLI);
    history.crashed("power", true);
    audit(0);
    assertViolation("lost: offset 1");
  }

  @Test
  void writtenMessages_longBeforeAPowerCutWithoutABroker_mayBeLost() {
    publishWritten();
    history.crashed("no disk", false);
    nanos.addAndGet(3_000 * MILLI);
    history.crashed("power", true);
    audit(0);
    assertThat(history.violation()).isEmpty();
  }

  @Test
  void writtenMessages_longBeforeAPowerCutWithABroker_areLost() {
    publishWritten();
    history.crashed("no disk", false);
    history.started();
    nanos.addAndGet(3_000 * MILLI);
    history.crashed("power", true);
    audit(0);
    assertViolation("lost: offset 1");
  }

  @Test
  void writtenMessages_withAHoleAfterAPowerCut_areFound() {
    publishWritten();
    history.crashed("power", true);
    publish(3, 1);
    answer(new Read(TOPIC, new StartPosition.At(2), 1_000, 0), new Chunk(deliveries(1, 2), 3));
    assertViolation("came back to " + TOPIC);
  }

  private void publishWritten() {
    TopicSettings settings =
        new TopicSettings(Optional.of(Durability.WRITTEN), 0, Duration.ZERO, Duration.ZERO, 0);
    answer(new CreateTopic(TOPIC, settings), new Done());
    publish(0, 0);
    publish(1, 1);
    publish(2, 2);
  }

  private void assertViolation(String text) {
    assertThat(history.violation()).hasValueSatisfying(found -> assertThat(found).contains(text));
  }

  private void publish(long number, long offset) {
    answer(publishRequest(number), new Published(offset, 1, Durability.SYNCED));
  }

  private static Publish publishRequest(long number) {
    return new Publish(
        TOPIC, new Producer(1, 0, number, 0), List.of(payload(number).message(0)), 0);
  }

  private static Payload payload(long number) {
    return new Payload(1, 0, number, 0, Rows.NONE);
  }

  private void lease(long token, long... offsets) {
    leased(token, deliveries(1, offsets));
  }

  private void leaseAgain(long token, int times) {
    leased(token, deliveries(times, 0));
  }

  private void leased(long token, List<Delivery> deliveries) {
    StartPosition start = new StartPosition.Earliest();
    answer(
        new Lease(TOPIC, GROUP, start, 10, 1_000, 0),
        new Leased(token, TIMEOUT_MILLIS, deliveries));
  }

  private static List<Delivery> deliveries(int times, long... offsets) {
    List<Delivery> deliveries = new ArrayList<>();
    for (long offset : offsets) {
      deliveries.add(new Delivery(offset, 0, 1, offset, times, payload(offset).message(0)));
    }
    return deliveries;
  }

  private void ack(long token, int count) {
    answer(new Ack(TOPIC, GROUP, token), new Acked(count));
  }

  private void audit(long... offsets) {
    history.auditBegins(TOPIC);
    if (offsets.length > 0) {
      Read read = new Read(TOPIC, new StartPosition.Earliest(), 1_000, 0);
      answer(read, new Chunk(deliveries(1, offsets), offsets.length));
    }
    history.auditEnds(TOPIC, offsets.length);
    history.end();
  }

  private void answer(QueueRequest request, QueueReply reply) {
    long correlation = ask(request);
    history.left(1, correlation, reply, ByteBuffer.allocate(0));
  }

  private long ask(QueueRequest request) {
    history.arrived(1, ++correlations, request, ByteBuffer.allocate(0));
    return correlations;
  }
}
