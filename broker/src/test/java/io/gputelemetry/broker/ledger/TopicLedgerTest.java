package io.gputelemetry.broker.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.broker.ledger.StateRecord.Acked;
import io.gputelemetry.broker.ledger.StateRecord.Configured;
import io.gputelemetry.broker.ledger.StateRecord.DroppedUnseen;
import io.gputelemetry.broker.ledger.StateRecord.Failed;
import io.gputelemetry.broker.ledger.StateRecord.Granted;
import io.gputelemetry.broker.ledger.StateRecord.GroupCreated;
import io.gputelemetry.broker.ledger.StateRecord.GroupDeleted;
import io.gputelemetry.broker.ledger.StateRecord.GroupMoved;
import io.gputelemetry.broker.ledger.StateRecord.GroupSet;
import io.gputelemetry.broker.ledger.StateRecord.Replayed;
import io.gputelemetry.broker.ledger.StateRecord.SequenceDeleted;
import io.gputelemetry.broker.ledger.StateRecord.SequenceOpened;
import io.gputelemetry.broker.ledger.StateRecord.SequenceReset;
import io.gputelemetry.broker.ledger.StateRecord.SetAside;
import io.gputelemetry.broker.ledger.StateRecord.Skipped;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Entry.Tag;
import io.gputelemetry.queue.Compression;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.TopicSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TopicLedgerTest {
  private static final long SEQUENCE_ID = Long.MIN_VALUE | 77;

  private static final List<StateRecord> RECORDS =
      List.of(
          new GroupCreated("g", 3),
          new Acked("g", 5, 300),
          new SequenceOpened("s", SEQUENCE_ID, 1_000_000_000_000L, 2, -5),
          new Granted("s", new SequenceRange(0, 0, 0, 500, 1_700_000_000_000_000L)),
          new Granted("s", new SequenceRange(1, 0, 500, 7, 1_700_000_000_001_000L)),
          new GroupSet("g", true, true),
          new Failed("g", 2, 9, 4),
          new Skipped("g", 0, 2, 16, 1_500),
          new Skipped("g", 1, 3, 17, 1_700),
          new SetAside("g", 400, 88, 6, 5, "grün"),
          new GroupCreated("gone", 1),
          new GroupDeleted("gone"),
          new GroupCreated("moved", 900),
          new GroupMoved("moved", 7, 3),
          new SequenceOpened("r", SEQUENCE_ID + 1, 9, 9, 44),
          new SequenceReset("r", SEQUENCE_ID + 2, 12),
          new SequenceOpened("x", SEQUENCE_ID + 3, 9, 9, 0),
          new SequenceDeleted("x"),
          new Configured(
              new TopicSettings(
                  Optional.of(Durability.MEMORY),
                  1 << 20,
                  Duration.ofHours(3),
                  Duration.ofSeconds(4),
                  9,
                  new TopicSettings.Replay(Duration.ofMinutes(5), 3, 60),
                  Compression.ZSTD)),
          new Replayed(44, 2),
          new DroppedUnseen(20, 1_300),
          new DroppedUnseen(21, 1_900));

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
  void records_tellWhatTheySay() {
    TopicLedger ledger = new TopicLedger(9);
    ledger.replay(control(TopicLedger.encode(RECORDS)));
    GroupProgress group = ledger.group("g").orElseThrow();
    assertThat(group.isRetained()).isTrue();
    assertThat(group.isPaused()).isTrue();
    assertThat(group.failures(2)).as("not needed any more").isZero();
    assertThat(group.failures(4)).isEqualTo(4);
    assertThat(group.failures(5)).as("acked").isZero();
    assertThat(group.gap()).isEqualTo(new GroupProgress.Gap(17, 1, 3, 1_500, 1_700));
    assertThat(group.setAside(400)).contains(new SetAside("g", 400, 88, 6, 5, "grün"));
    assertThat(group.setAsideCount()).isEqualTo(7);
    assertThat(group.nextFree(400)).isEqualTo(401);
    assertThat(group.nextTaken(300)).isEqualTo(400);
    assertThat(ledger.group("gone")).isEmpty();
    assertThat(ledger.group("moved").orElseThrow().committed()).isEqualTo(7);
    assertThat(ledger.sequence("s").orElseThrow().content()).isEqualTo(-5);
    assertThat(ledger.sequence("r").orElseThrow().producerId()).isEqualTo(SEQUENCE_ID + 2);
    assertThat(ledger.sequence("r").orElseThrow().content()).as("of any").isZero();
    assertThat(ledger.sequence("x")).isEmpty();
    assertThat(ledger.settings().maxDeliveries()).isEqualTo(9);
    assertThat(ledger.settings().replay().perMinute()).isEqualTo(60);
    assertThat(ledger.settings().compression()).isEqualTo(Compression.ZSTD);
    assertThat(ledger.replays(44)).isEqualTo(2);
    assertThat(ledger.replays(45)).isZero();
    assertThat(ledger.unseen()).isEqualTo(new TopicLedger.Unseen(21, 1_300, 1_900));
  }

  /** As version 2 wrote it: with settings, but nothing of replays. */
  @Test
  void state_ofVersion2_isRead() {
    TopicLedger ledger = new TopicLedger(9);
    ledger.replay(control(bytes(2, 2, 1, 13, 2, 0, 0, 0, 7)));
    assertThat(ledger.settings().durability()).contains(Durability.WRITTEN);
    assertThat(ledger.settings().maxDeliveries()).isEqualTo(7);
    ledger.replay(control(bytes(1, 2, 5, 6, 1, 0, 0, 0, 3, 0, 0, 0)));
    assertThat(ledger.samples()).isEqualTo(5);
    assertThat(ledger.unseen()).isEqualTo(new TopicLedger.Unseen(6, 0, 0));
    assertThat(ledger.settings().maxDeliveries()).isEqualTo(3);
    assertThat(ledger.settings().replay().isOn()).isFalse();
  }

  /** As version 3 wrote it: with replays in the settings, but nothing of compression. */
  @Test
  void state_ofVersion3_isRead() {
    TopicLedger ledger = new TopicLedger(9);
    ledger.replay(control(bytes(2, 3, 2, 13, 2, 0, 0, 0, 7, 232, 7, 2, 3, 14, 5)));
    assertThat(ledger.settings().replay().times()).isEqualTo(2);
    assertThat(ledger.settings().compression()).isEqualTo(Compression.NONE);
    assertThat(ledger.unseen().messages()).as("the record behind it").isEqualTo(5);
    ledger.replay(control(bytes(1, 3, 5, 6, 1, 0, 0, 0, 3, 0, 0, 0, 1, 8, 2, 0, 0, 0)));
    assertThat(ledger.settings().maxDeliveries()).isEqualTo(3);
    assertThat(ledger.settings().compression()).isEqualTo(Compression.NONE);
    assertThat(ledger.replays(8)).as("what is behind the settings").isEqualTo(2);
  }

  /** As version 4 wrote it: what left has no times. */
  @Test
  void state_ofVersion4_isRead() {
    TopicLedger ledger = new TopicLedger(9);
    ledger.replay(control(bytes(2, 4, 3, 1, 1, 'g', 0, 8, 1, 'g', 0, 2, 2, 14, 6)));
    assertThat(ledger.group("g").orElseThrow().gap())
        .isEqualTo(new GroupProgress.Gap(2, 0, 2, 0, 0));
    assertThat(ledger.unseen()).isEqualTo(new TopicLedger.Unseen(6, 0, 0));
    ledger.apply(new DroppedUnseen(7, 1_300));
    assertThat(ledger.unseen())
        .as("the first stays unknown")
        .isEqualTo(new TopicLedger.Unseen(7, 0, 1_300));
    ledger.replay(
        control(
            bytes(
                1, 4, 5, 6, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1, 1, 'g', 0, 0, 0, 0, 0, 0, 0, 0, 4,
                0, 0, 0, 0, 0, 3, 2, 4, 0, 0, 0, 0, 0)));
    assertThat(ledger.group("g").orElseThrow().gap())
        .isEqualTo(new GroupProgress.Gap(3, 2, 4, 0, 0));
    assertThat(ledger.unseen()).isEqualTo(new TopicLedger.Unseen(6, 0, 0));
  }

  /** As version 5 wrote it: nobody told what a sequence belongs to. */
  @Test
  void state_ofVersion5_isRead() {
    TopicLedger ledger = new TopicLedger(9);
    ledger.replay(control(bytes(2, 5, 2, 3, 1, 's', 9, 20, 2, 14, 6, 0)));
    assertThat(ledger.sequence("s").orElseThrow().rows()).isEqualTo(20);
    assertThat(ledger.sequence("s").orElseThrow().content()).isZero();
    assertThat(ledger.unseen().messages()).as("the record behind it").isEqualTo(6);
    ledger.replay(
        control(
            bytes(
                1, 5, 5, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 2, 1, 's', 9, 20, 20, 2, 0, 0,
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 't', 8, 7, 7, 1, 0, 0, 0, 0,
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    assertThat(ledger.sequence("s").orElseThrow().passes()).isEqualTo(2);
    assertThat(ledger.sequence("t").orElseThrow().rows()).as("what is behind it").isEqualTo(7);
    assertThat(ledger.sequence("t").orElseThrow().content()).isZero();
  }

  @Test
  void replays_areForgottenWhenEveryGroupIsDoneWithThem() {
    TopicLedger ledger = new TopicLedger(9);
    ledger.apply(new GroupCreated("g", 0));
    ledger.apply(new Replayed(3, 1));
    ledger.apply(new Acked("g", 0, 4));
    ledger.apply(new Replayed(7, 2));
    assertThat(ledger.replays(3)).isZero();
    assertThat(ledger.replays(7)).isEqualTo(2);
  }

  /** As version 1 wrote it: a group "collectors" at 3, without anything of version 2. */
  @Test
  void snapshot_ofVersion1_isRead() {
    ByteBuffer body = ByteBuffer.allocate(64);
    body.put(new byte[] {1, 1, 7, 0, 1, 10}).put("collectors".getBytes(US_ASCII)).put((byte) 2);
    body.putLong(3).putInt(0).put((byte) 0);
    TopicLedger ledger = new TopicLedger(9);
    ledger.replay(control(body.flip()));
    GroupProgress group = ledger.group("collectors").orElseThrow();
    assertThat(group.committed()).isEqualTo(3);
    assertThat(group.ackedCount()).isEqualTo(2);
    assertThat(group.isRetained()).isTrue();
    assertThat(ledger.samples()).isEqualTo(7);
    assertThat(ledger.settings()).isEqualTo(TopicSettings.USUAL);
  }

  @Test
  void state_ofANewerVersion_isRefused() {
    assertUnreadable("version 7", 2, 7, 0);
    assertUnreadable("version 9", 1, 9);
  }

  @Test
  void state_thatMakesNoSense_isRefused() {
    assertUnreadable("unknown kind 3", 3, 1);
    assertUnreadable("unknown kind of record", 2, 1, 1, 99);
    assertUnreadable("compression 2", 2, 4, 1, 13, 0, 0, 0, 0, 0, 0, 0, 0, 2);
    assertUnreadable("cut off", 2, 1, 1, 1, 5, 'g');
    assertUnreadable("cut off", 2);
    assertUnreadable("never created", 2, 1, 1, 2, 1, 'g', 0, 1);
    assertUnreadable("10 octets", 1, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255);
    assertUnreadable("count", 1, 1, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1);
  }

  private static void assertUnreadable(String problem, int... octets) {
    assertThatThrownBy(() -> new TopicLedger(9).replay(control(bytes(octets))))
        .isInstanceOf(StateFormatException.class)
        .hasMessageContaining(problem);
  }

  private static ByteBuffer bytes(int... octets) {
    ByteBuffer body = ByteBuffer.allocate(octets.length);
    for (int octet : octets) {
      body.put((byte) octet);
    }
    return body.flip();
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
