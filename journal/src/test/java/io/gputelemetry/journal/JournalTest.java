package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.gputelemetry.journal.Journal.Replay;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JournalTest {
  private static final JournalConfig SMALL =
      new JournalConfig(64 << 10, 256 << 10, Duration.ofSeconds(1), 1 << 10);
  private final SimulatedDisk disk = new SimulatedDisk();

  @Test
  void open_emptyDisk_isEmpty() throws IOException {
    try (Journal journal = open()) {
      assertThat(journal.firstOffset()).isZero();
      assertThat(journal.endOffset()).isZero();
      assertThat(journal.durableOffset()).isZero();
      assertThat(journal.isUnsynced()).isFalse();
      assertThat(journal.read(0)).isEmpty();
      assertThat(journal.offsetAt(0)).isZero();
    }
  }

  @Test
  void append_thenSync_movesTheDurableOffset() throws IOException {
    try (Journal journal = open()) {
      assertThat(journal.append(entry(3, "abc"), 10)).isZero();
      assertThat(journal.append(entry(1, "d"), 11)).isEqualTo(3);
      assertThat(journal.endOffset()).isEqualTo(4);
      assertThat(journal.isUnsynced()).isTrue();
      journal.write();
      assertThat(journal.durableOffset()).isZero();
      assertThat(journal.isUnsynced()).isTrue();
      journal.sync();
      assertThat(journal.durableOffset()).isEqualTo(4);
      assertThat(journal.isUnsynced()).isFalse();
    }
  }

  @Test
  void read_anyOffset_givesItsBatchAsAppended() throws IOException {
    Entry.Tag tag = new Entry.Tag(-7, 3, 1L << 40);
    ByteBuffer whole = DiskContract.bytes("--body--");
    Entry entry =
        new Entry(5, 42, tag, List.of(whole.slice(2, 2), whole.slice(4, 2), whole.slice(0, 0)));
    try (Journal journal = open()) {
      journal.append(entry(2, "first"), 9);
      journal.append(Entry.control(DiskContract.bytes("state")), 9);
      journal.append(entry, 10);
      journal.append(entry(1, "last"), 11);
      for (long offset = 2; offset < 7; offset++) {
        assertBatch(journal.read(offset).orElseThrow(), tag);
      }
      assertThat(journal.read(8)).isEmpty();
    }
    try (Journal journal = open()) {
      assertBatch(journal.read(6).orElseThrow(), tag);
      assertThat(journal.read(7).orElseThrow().baseOffset()).isEqualTo(7);
    }
  }

  @Test
  void locate_largeBatch_onceItIsWritten() throws IOException {
    String large = "x".repeat(40_000);
    try (Journal journal = open()) {
      journal.append(entry(1, "small"), 10);
      journal.append(entry(2, large), 10);
      assertThat(journal.locate(1)).isEmpty();
      journal.write();
      assertThat(journal.locate(0)).isEmpty();
      assertThat(journal.locate(2)).as("in the middle of the batch").isEmpty();
      assertThat(journal.locate(3)).isEmpty();
      assertLocated(journal, 1, large);
      journal.append(entry(1, large), 10);
      assertThat(journal.locate(3)).isEmpty();
    }
    try (Journal journal = open()) {
      assertLocated(journal, 3, large);
      assertLocated(journal, 1, large);
      assertThat(journal.locate(0)).isEmpty();
      assertThat(journal.locate(2)).isEmpty();
      assertThat(journal.locate(4)).isEmpty();
      assertThat(journal.locate(-1)).isEmpty();
      var _ = journal.read(1);
      assertThat(journal.locate(1)).as("it is in memory now").isEmpty();
    }
  }

  @Test
  void locate_withoutAFileToOpen_leavesItToMemory() throws IOException {
    try (Journal journal = open()) {
      journal.append(entry(1, "x".repeat(40_000)), 10);
      journal.write();
      disk.failFrom(disk.calls(), new IOException("too many open files"));
      assertThat(journal.locate(0)).isEmpty();
      assertThat(journal.read(0)).isPresent();
      disk.heal();
      assertThat(journal.locate(0)).isPresent();
    }
  }

  @Test
  void isIntact_afterAnyChangeOfTheFile_isFalse() throws IOException {
    try (Journal journal = open()) {
      journal.append(entry(2, "x".repeat(70_000)), 10);
    }
    try (Journal journal = open()) {
      StoredBatch batch = journal.locate(0).orElseThrow();
      String name = disk.list().getFirst();
      for (long at : new long[] {0, 65_535, 65_536, 69_999}) {
        change(name, batch.position() + at);
        assertThat(journal.isIntact(batch)).isFalse();
        change(name, batch.position() + at);
        assertThat(journal.isIntact(batch)).isTrue();
      }
      try (DiskFile file = disk.open(name)) {
        file.truncate(batch.position() + 60_000);
      }
      assertThat(journal.isIntact(batch)).isFalse();
    }
  }

  private void change(String name, long position) throws IOException {
    try (DiskFile file = disk.open(name)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      assertThat(file.read(one, position)).isEqualTo(1);
      file.write(ByteBuffer.wrap(new byte[] {(byte) ~one.get(0)}), position);
    }
  }

  private static void assertLocated(Journal journal, long offset, String body) throws IOException {
    StoredBatch batch = journal.locate(offset).orElseThrow();
    assertThat(batch.baseOffset()).isEqualTo(offset);
    assertThat(journal.isIntact(batch)).isTrue();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    assertThat(batch.file().transferTo(batch.position(), 100_000, Channels.newChannel(sent)))
        .isGreaterThanOrEqualTo(batch.bytes());
    assertThat(sent.toString(StandardCharsets.UTF_8)).startsWith(body);
    assertThat(batch.bytes()).isEqualTo(body.length());
  }

  private static void assertBatch(Batch batch, Entry.Tag tag) {
    assertThat(batch.baseOffset()).isEqualTo(2);
    assertThat(batch.endOffset()).isEqualTo(7);
    assertThat(batch.weight()).isEqualTo(42);
    assertThat(batch.tag()).isEqualTo(tag);
    assertThat(batch.appendedAtMicros()).isEqualTo(10);
    assertThat(batch.isControl()).isFalse();
    assertThat(batch.body().isReadOnly()).isTrue();
    assertThat(text(batch)).isEqualTo("body");
  }

  @Test
  void read_belowTheFirstOffset_isRefused() throws IOException {
    try (Journal journal = open()) {
      assertThatIllegalArgumentException().isThrownBy(() -> journal.read(-1));
    }
  }

  @Test
  void append_timeGoesBack_countsAsTheLast() throws IOException {
    try (Journal journal = open()) {
      journal.append(entry(1, "a"), 100);
      journal.append(entry(1, "b"), 50);
      assertThat(journal.read(1).orElseThrow().appendedAtMicros()).isEqualTo(100);
    }
    try (Journal journal = open()) {
      journal.append(entry(1, "c"), 60);
      assertThat(journal.read(2).orElseThrow().appendedAtMicros()).isEqualTo(100);
    }
  }

  @Test
  void reopen_replaysControlBatchesAndSnapshot_withoutSeals() throws IOException {
    try (Journal journal = open()) {
      journal.append(entry(1, "a"), 1);
      journal.append(Entry.control(DiskContract.bytes("state")), 2);
      journal.seal(3);
      journal.seal(4);
      journal.append(entry(2, "b"), 5);
    }
    assertThat(replayed(Replay.ALL)).containsExactly("0+0 snapshot", "0+1 a", "1+0 state", "1+2 b");
  }

  @Test
  void reopen_fromSnapshot_replaysTheNewestSegmentOnly() throws IOException {
    try (Journal journal = open()) {
      journal.append(entry(1, "a"), 1);
      journal.roll(2);
      journal.append(entry(1, "b"), 3);
    }
    assertThat(replayed(Replay.FROM_SNAPSHOT)).containsExactly("1+0 snapshot", "1+1 b");
    assertThat(replayed(Replay.ALL))
        .containsExactly("0+0 snapshot", "0+1 a", "1+0 snapshot", "1+1 b");
  }

  @Test
  void append_beyondTheSegmentSize_beginsTheNext_andAllStaysReadable() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 40, 5_000);
      assertThat(segments()).hasSize(4);
      assertReadable(journal, 0, 40);
      assertThat(journal.bytes()).isGreaterThan(40 * 5_000);
    }
    try (Journal journal = open()) {
      assertThat(journal.bytes()).isGreaterThan(40 * 5_000);
      assertReadable(journal, 0, 40);
    }
  }

  @Test
  void append_withASnapshotAboveTheSegmentSize_doesNotBeginOneEachTime() throws IOException {
    ByteBuffer large = ByteBuffer.allocate(100 << 10);
    try (Journal journal =
        Journal.open(
            disk, new Journal.Opening(SMALL, () -> large, Replay.ALL, b -> {}), new Random(1))) {
      fill(journal, 40, 5_000);
      assertThat(segments().size()).isLessThan(4);
    }
  }

  @Test
  void append_manyMegabytesWithoutWrite_isBoundedInMemory() throws IOException {
    JournalConfig large = new JournalConfig(64 << 20, 1L << 30, Duration.ofDays(1), 64 << 10);
    try (Journal journal = open(large, Replay.ALL, new ArrayList<>())) {
      fill(journal, 40, 500_000);
      assertThat(disk.content(segments().getFirst()).length).isGreaterThan(8 << 20);
      assertReadable(journal, 0, 40);
    }
  }

  @Test
  void offsetAt_findsTheFirstSinceATime() throws IOException {
    try (Journal journal = open()) {
      for (int number = 0; number < 60; number++) {
        journal.append(entry(2, "x".repeat(3_000)), 100 + 10 * (number / 2));
        if (number % 20 == 9) {
          journal.append(Entry.control(DiskContract.bytes("c")), 100 + 10 * (number / 2));
        }
      }
      assertTimes(journal);
      journal.sync();
    }
    try (Journal journal = open()) {
      assertTimes(journal);
    }
  }

  private static void assertTimes(Journal journal) throws IOException {
    assertThat(journal.offsetAt(Long.MIN_VALUE)).isZero();
    for (int pair = 0; pair < 30; pair++) {
      assertThat(journal.offsetAt(100 + 10 * pair)).isEqualTo(4L * pair);
      assertThat(journal.offsetAt(91 + 10 * pair)).isEqualTo(4L * pair);
    }
    assertThat(journal.offsetAt(391)).isEqualTo(120);
    assertThat(journal.offsetAt(Long.MAX_VALUE)).isEqualTo(120);
  }

  @Test
  void expire_byAge_keepsWhatIsHeldAndTheNewest() throws IOException {
    try (Journal journal = open()) {
      for (int second = 0; second < 5; second++) {
        journal.append(entry(10, "x"), second * 1_000_000L);
        journal.roll(second * 1_000_000L);
      }
      assertThat(journal.expire(2_999_999, Long.MAX_VALUE)).isEqualTo(20);
      assertThat(journal.expire(9_000_000, 35)).isEqualTo(30);
      assertThat(journal.expire(9_000_000, Long.MAX_VALUE)).isEqualTo(50);
      assertThat(journal.endOffset()).isEqualTo(50);
      assertThat(segments()).hasSize(1);
      assertThatIllegalArgumentException().isThrownBy(() -> journal.read(49));
    }
    try (Journal journal = open()) {
      assertThat(journal.firstOffset()).isEqualTo(50);
    }
  }

  @Test
  void expire_bySize_dropsUntilItIsUnderTheBound() throws IOException {
    try (Journal journal = open()) {
      fill(journal, 60, 5_000);
      assertThat(journal.isFull()).isTrue();
      assertThat(journal.expire(0, 0)).isZero();
      assertThat(journal.isFull()).isTrue();
      long first = journal.expire(0, 60);
      assertThat(first).isPositive();
      assertThat(journal.isFull()).isFalse();
      assertReadable(journal, (int) first, 60);
    }
  }

  @Test
  void close_twice_isHarmless_andEndsTheJournal() throws IOException {
    Journal journal = open();
    journal.append(entry(1, "a"), 1);
    journal.close();
    journal.close();
    assertThatIllegalStateException().isThrownBy(() -> journal.append(entry(1, "b"), 2));
    assertThat(replayed(Replay.ALL)).contains("0+1 a");
  }

  @Test
  void anyFailureOfAChange_endsTheJournal() throws IOException {
    Journal journal = open();
    journal.append(entry(1, "a"), 1);
    disk.failAt(disk.calls() + 1, new IOException("fault"));
    assertThatExceptionOfType(IOException.class).isThrownBy(journal::sync).withMessage("fault");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(journal::sync)
        .withMessageContaining("must stop and restart")
        .withMessageContaining("simulated");
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> journal.append(entry(1, "b"), 1));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> journal.read(0));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> journal.roll(0));
    assertThat(journal.durableOffset()).isZero();
    journal.close();
  }

  @Test
  void entry_impossible_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Entry(-1, 0, Entry.Tag.NONE, List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Entry(1, -1, Entry.Tag.NONE, List.of()));
    ByteBuffer large = ByteBuffer.allocate(1 << 20);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Entry(1, 1, Entry.Tag.NONE, Collections.nCopies(1025, large)));
  }

  private Journal open() throws IOException {
    return open(SMALL, Replay.ALL, new ArrayList<>());
  }

  private Journal open(JournalConfig config, Replay replay, List<Batch> recovered)
      throws IOException {
    return Journal.open(
        disk,
        new Journal.Opening(config, () -> DiskContract.bytes("snapshot"), replay, recovered::add),
        new Random(1));
  }

  private List<String> replayed(Replay replay) throws IOException {
    List<Batch> recovered = new ArrayList<>();
    open(SMALL, replay, recovered).close();
    return recovered.stream()
        .map(batch -> batch.baseOffset() + "+" + batch.count() + " " + text(batch))
        .toList();
  }

  private List<String> segments() throws IOException {
    return disk.list().stream().filter(name -> name.endsWith(".log")).toList();
  }

  private static void fill(Journal journal, int count, int bodyBytes) throws IOException {
    for (int number = 0; number < count; number++) {
      byte[] body = new byte[bodyBytes];
      new Random(number).nextBytes(body);
      journal.append(new Entry(1, 1, Entry.Tag.NONE, List.of(ByteBuffer.wrap(body))), number);
    }
  }

  private static void assertReadable(Journal journal, int from, int to) throws IOException {
    for (int number = from; number < to; number++) {
      Batch batch = journal.read(number).orElseThrow();
      byte[] body = new byte[batch.body().remaining()];
      new Random(number).nextBytes(body);
      assertThat(batch.body()).isEqualTo(ByteBuffer.wrap(body));
      assertThat(batch.baseOffset()).isEqualTo(number);
    }
  }

  private static Entry entry(int count, String body) {
    return new Entry(count, count, Entry.Tag.NONE, List.of(DiskContract.bytes(body)));
  }

  private static String text(Batch batch) {
    return StandardCharsets.UTF_8.decode(batch.body().duplicate()).toString();
  }
}
