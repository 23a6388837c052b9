package io.gputelemetry.broker.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.broker.ledger.StateRecord.Acked;
import io.gputelemetry.broker.ledger.StateRecord.Granted;
import io.gputelemetry.broker.ledger.StateRecord.GroupCreated;
import io.gputelemetry.broker.ledger.StateRecord.SequenceOpened;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Entry.Tag;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopicLedgerTest {
  private static final long SEQUENCE_ID = Long.MIN_VALUE | 77;

  private static final List<StateRecord> RECORDS =
      List.of(
          new GroupCreated("g", 3),
          new Acked("g", 5, 300),
          new SequenceOpened("s", SEQUENCE_ID, 1_000_000_000_000L, 2),
          new Granted("s", new SequenceRange(0, 0, 0, 500, 1_700_000_000_000_000L)),
          new Granted("s", new SequenceRange(1, 0, 500, 7, 1_700_000_000_001_000L)));

  @Test
  void snapshot_restored_isTheSameState() {
    TopicLedger ledger = filled();
    TopicLedger restored = new TopicLedger(100);
    restored.replay(control(ledger.snapshot()));
    assertThat(restored.snapshot()).isEqualTo(ledger.snapshot());
    assertThat(restored.samples()).isEqualTo(ledger.samples()).isEqualTo(71 * 5 + 9);
    assertThat(restored.producers().find(1).orElseThrow().batches().offsetOf(70)).isEqualTo(70);
    assertThat(restored.producers().find(1).orElseThrow().epoch()).isEqualTo(2);
    assertThat(restored.lowestCommitted()).isEqualTo(3);
    assertThat(restored.sequence("s").orElseThrow().outstanding()).hasSize(1);
  }

  @Test
  void records_applied_changeNothingTheSecondTime() {
    TopicLedger ledger = filled();
    ByteBuffer before = ledger.snapshot();
    ledger.replay(control(TopicLedger.encode(RECORDS)));
    assertThat(ledger.snapshot()).isEqualTo(before);
  }

  @Test
  void records_replayed_giveTheStateThatTheyGaveLive() {
    TopicLedger live = new TopicLedger(100);
    RECORDS.forEach(live::apply);
    TopicLedger replayed = new TopicLedger(100);
    replayed.replay(control(TopicLedger.encode(RECORDS)));
    assertThat(replayed.snapshot()).isEqualTo(live.snapshot());
  }

  @Test
  void snapshot_ofProducers_keepsTheOrderInWhichTheyAreForgotten() {
    TopicLedger ledger = new TopicLedger(2);
    ledger.appended(0, 0, new Tag(1, 0, 0));
    ledger.appended(1, 0, new Tag(2, 0, 0));
    ledger.appended(2, 0, new Tag(1, 0, 1));
    TopicLedger restored = new TopicLedger(2);
    restored.replay(control(ledger.snapshot()));
    restored.appended(3, 0, new Tag(3, 0, 0));
    assertThat(restored.producers().find(1)).isPresent();
    assertThat(restored.producers().find(2)).isEmpty();
    assertThat(restored.producers().forgotten()).isEqualTo(1);
  }

  @Test
  void state_ofANewerVersion_isRefused() {
    assertUnreadable("version 2", 2, 2, 0);
    assertUnreadable("version 9", 1, 9);
  }

  @Test
  void state_thatMakesNoSense_isRefused() {
    assertUnreadable("unknown kind 3", 3, 1);
    assertUnreadable("unknown kind of record", 2, 1, 1, 9);
    assertUnreadable("cut off", 2, 1, 1, 1, 5, 'g');
    assertUnreadable("cut off", 2);
    assertUnreadable("never created", 2, 1, 1, 2, 1, 'g', 0, 1);
    assertUnreadable("10 octets", 1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255);
    assertUnreadable("count", 1, 1, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1);
  }

  private static void assertUnreadable(String problem, int... octets) {
    ByteBuffer body = ByteBuffer.allocate(octets.length);
    for (int octet : octets) {
      body.put((byte) octet);
    }
    assertThatThrownBy(() -> new TopicLedger(9).replay(control(body.flip())))
        .isInstanceOf(StateFormatException.class)
        .hasMessageContaining(problem);
  }

  private static TopicLedger filled() {
    TopicLedger ledger = new TopicLedger(100);
    RECORDS.forEach(ledger::apply);
    for (int number = 0; number < 71; number++) {
      ledger.appended(number, 5, new Tag(1, 2, number));
    }
    ledger.appended(71, 9, new Tag(SEQUENCE_ID, 0, 0));
    return ledger;
  }

  private static Batch control(ByteBuffer body) {
    return new Batch(0, 0, 0, Tag.NONE, 0, body);
  }
}
