package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gputelemetry.journal.Journal.Replay;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class JournalRecoveryTest {
  private static final String FIRST = SegmentImage.FIRST;
  private final SimulatedDisk disk = new SimulatedDisk();
  private final List<String> recovered = new ArrayList<>();

  @Test
  void tornTail_isKeptAside_andOnlyTheNewestFewAre() throws IOException {
    byte[] whole = new SegmentImage(SegmentImage.Kind.CLOSED, 1).file();
    for (int time = 1; time <= 5; time++) {
      byte[] torn = Arrays.copyOf(whole, whole.length + time);
      Arrays.fill(torn, whole.length, torn.length, (byte) time);
      disk.replace(FIRST, torn);
      open();
    }
    assertThat(disk.list())
        .containsExactly(
            FIRST, "0000000000000001.torn-3", "0000000000000001.torn-4", "0000000000000001.torn-5");
    assertThat(disk.content("0000000000000001.torn-4")).containsExactly(4, 4, 4, 4);
    assertThat(disk.content(FIRST)).isEqualTo(whole);
  }

  @Test
  void damage_changesNothingOnDisk() throws IOException {
    byte[] file = new SegmentImage(SegmentImage.Kind.CLOSED, 1).file();
    file[5_000] ^= 1;
    disk.replace(FIRST, file);
    disk.replace("0000000000000002.tmp", new byte[7]);

    assertThatExceptionOfType(JournalDamagedException.class).isThrownBy(this::open);

    assertThat(disk.content(FIRST)).isEqualTo(file);
    assertThat(disk.list()).containsExactly(FIRST, "0000000000000002.tmp");
  }

  @Test
  void damage_isReportedWithPlaceAndOffset() throws IOException {
    SegmentImage image = new SegmentImage(SegmentImage.Kind.CLOSED, 1);
    byte[] file = image.file();
    int position = image.batches().get(5).position();
    file[position + 90] ^= 1;
    disk.replace(FIRST, file);

    assertThatExceptionOfType(JournalDamagedException.class)
        .isThrownBy(this::open)
        .withMessageContaining(disk.location() + "/" + FIRST)
        .withMessageContaining("10 batches from here on were durable")
        .satisfies(e -> assertThat(e.position()).isEqualTo(position));
  }

  @Test
  void newerFormat_isRefusedAsSuch() throws IOException {
    byte[] file = new SegmentImage(SegmentImage.Kind.CLOSED, 1).file();
    CRC32C crc = new CRC32C();
    ByteBuffer.wrap(file).putInt(8, 2);
    crc.update(file, 0, SegmentHeader.BYTES - 4);
    ByteBuffer.wrap(file).putInt(SegmentHeader.BYTES - 4, (int) crc.getValue());
    disk.replace(FIRST, file);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(this::open)
        .isNotInstanceOf(JournalDamagedException.class)
        .withMessageContaining("format version 2")
        .withMessageContaining("version 1 only");
  }

  @Test
  void wholeBatchesOfAnotherSegment_inTheTornTail_areNoWitnesses() throws IOException {
    SegmentImage image = new SegmentImage(SegmentImage.Kind.KILLED, 1);
    SimulatedDisk other = new SimulatedDisk();
    JournalConfig config = JournalConfig.DEFAULT;
    try (Journal journal = Journal.open(other, opening(config), new Random(99))) {
      for (int number = 0; number < 30; number++) {
        journal.append(SegmentImage.entry(new Random(number), false), number);
        journal.sync();
      }
    }
    byte[] file = image.file();
    byte[] foreign = other.content(FIRST);
    byte[] both = Arrays.copyOf(file, file.length + foreign.length - SegmentHeader.BYTES);
    System.arraycopy(foreign, SegmentHeader.BYTES, both, file.length, both.length - file.length);
    disk.replace(FIRST, both);

    open();

    assertThat(recovered).isEqualTo(image.contents(image.batches().size()));
    assertThat(disk.list()).contains("0000000000000001.torn-1");
  }

  @Test
  void batchOfAnotherHistory_atTheRightPlace_isNotTaken() throws IOException {
    byte[] one = history(1);
    byte[] other = history(2);
    int second = other.length - BatchHeader.BYTES - 50;
    System.arraycopy(one, second, other, second, other.length - second);
    disk.replace(FIRST, other);

    open();

    assertThat(recovered).hasSize(2);
    assertThat(disk.content(FIRST)).hasSize(second);
  }

  /** Two batches, of the same length whatever their content. */
  private static byte[] history(int content) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    Journal journal = SegmentImage.open(disk, Replay.ALL, new ArrayList<>());
    for (int number = 0; number < 2; number++) {
      byte[] body = new byte[50];
      Arrays.fill(body, (byte) content);
      journal.append(new Entry(1, 0, Entry.Tag.NONE, List.of(ByteBuffer.wrap(body))), number);
    }
    journal.write();
    return disk.content(FIRST);
  }

  private static Journal.Opening opening(JournalConfig config) {
    return new Journal.Opening(
        config, () -> DiskContract.bytes("snapshot"), Replay.ALL, batch -> {});
  }

  @Test
  void leftoverOfARoll_isDeleted() throws IOException {
    open().close();
    disk.replace("0000000000000002.tmp", new byte[7]);
    Journal journal = open();
    assertThat(disk.list()).containsExactly(FIRST);
    disk.replace("0000000000000002.tmp", new byte[7]);
    journal.roll(1);
    assertThat(disk.list()).containsExactly(FIRST, "0000000000000002.log");
  }

  @Test
  void leftoverOfTheVeryFirstStart_isNoObstacle() throws IOException {
    disk.replace("0000000000000001.tmp", new byte[7]);
    open().close();
    assertThat(disk.list()).containsExactly(FIRST);
  }

  @Test
  void recoveredBytes_areDurable_evenAfterASyncThatFailed() throws IOException {
    Journal journal = open();
    journal.append(SegmentImage.entry(new Random(1), false), 1);
    journal.write();
    disk.failAt(disk.calls() + 1, new IOException("fault"));
    assertThatExceptionOfType(IOException.class).isThrownBy(journal::sync);
    disk.kill();
    long end = open().durableOffset();
    assertThat(end).isPositive();

    disk.crash(new Random(1));

    assertThat(open().endOffset()).isEqualTo(end);
  }

  @Test
  void seal_marksEverythingAsDurable_soThatDamageToItIsKnown() throws IOException {
    Journal journal = open();
    journal.append(SegmentImage.entry(new Random(1), false), 1);
    journal.write();
    byte[] unsealed = disk.content(FIRST);
    journal.seal(2);
    byte[] sealed = disk.content(FIRST);
    journal.seal(3);
    assertThat(disk.content(FIRST)).isEqualTo(sealed);
    assertThat(sealed.length).isEqualTo(unsealed.length + BatchHeader.BYTES);
    disk.kill();

    sealed[unsealed.length - 1] ^= 1;
    disk.replace(FIRST, sealed);
    assertThatExceptionOfType(JournalDamagedException.class).isThrownBy(this::open);
  }

  @Test
  void manySegments_areReadWithAFewOpenFiles() throws IOException {
    try (Journal journal = open()) {
      for (int number = 0; number < 50; number++) {
        journal.append(new Entry(1, 0, Entry.Tag.NONE, List.of()), number);
        journal.roll(number);
      }
    }
    try (Journal journal = open()) {
      for (int offset = 49; offset >= 0; offset--) {
        assertThat(journal.read(offset).orElseThrow().baseOffset()).isEqualTo(offset);
        assertThat(journal.offsetAt(offset)).isEqualTo(offset);
      }
    }
  }

  @Test
  void unreadableDisk_leavesNothingOpenAndSaysSo() throws IOException {
    open().close();
    long calls = disk.calls();
    for (int call = 1; call <= 3; call++) {
      disk.failAt(disk.calls() + call, new IOException("fault"));
      assertThatExceptionOfType(IOException.class).isThrownBy(this::open).withMessage("fault");
    }
    disk.heal();
    assertThat(open().endOffset()).isZero();
    assertThat(disk.calls()).isGreaterThan(calls);
  }

  private Journal open() throws IOException {
    return SegmentImage.open(disk, Replay.ALL, recovered);
  }
}
