package io.gputelemetry.embedded.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SealedFileTest {
  private static final int TURNS = 700;

  private static final SeriesEntry.LastRow LAST =
      new SeriesEntry.LastRow(2_099, 2_050, 77, 2_090.5, 5);

  private final SimulatedDisk disk = new SimulatedDisk();

  @Test
  void finish_writtenFile_readBackTheSame() throws IOException {
    SealedFile written = write(200, 3);
    List<SeriesEntry> series = new ArrayList<>();
    SealedFile opened = SealedFile.open(disk, written.name(), series::add);

    assertThat(disk.list()).containsExactly("0000000007_0_2099.samples");
    assertThat(List.of(written, opened))
        .extracting(
            SealedFile::ordinal,
            SealedFile::samples,
            SealedFile::firstTime,
            SealedFile::lastTime,
            SealedFile::logEnd,
            SealedFile::chunks)
        .containsOnly(tuple(7L, 6_000L, 0L, 2_099L, 42L, 600));
    assertThat(opened.bytes()).isEqualTo(disk.content(opened.name()).length);
    assertThat(series).hasSize(200).contains(new SeriesEntry(2, 30, 0, LAST));
    assertThat(opened.replaced()).containsExactly(3, 4);
    assertThat(entry(opened, 4))
        .extracting(
            IndexEntry::series,
            IndexEntry::count,
            IndexEntry::firstTime,
            IndexEntry::lastTime,
            IndexEntry::lastDescription,
            IndexEntry::lastValue,
            IndexEntry::min,
            IndexEntry::max,
            IndexEntry::sum)
        .containsExactly(2, 10, 1_000L, 1_099L, 5, 1_090.5, 1_000.5, 1_090.5, 10_455.0);
  }

  @Test
  void lookup_anySeriesAndTime_theRightChunk() throws IOException {
    SealedFile file = write(200, 3);
    try (SealedReader reader = file.read()) {
      for (int series = 0; series < 400; series += 2) {
        int first = series / 2 * 3;
        assertThat(reader.firstEndingAtOrAfter(series, Long.MIN_VALUE)).isEqualTo(first);
        assertThat(reader.firstEndingAtOrAfter(series, 99)).isEqualTo(first);
        assertThat(reader.firstEndingAtOrAfter(series, 100)).isEqualTo(first + 1);
        assertThat(reader.firstEndingAtOrAfter(series, 2_099)).isEqualTo(first + 2);
        assertThat(reader.firstEndingAtOrAfter(series, 2_100)).isEqualTo(-1);
        assertThat(reader.lastBeginningAtOrBefore(series, -1)).isEqualTo(-1);
        assertThat(reader.lastBeginningAtOrBefore(series, 0)).isEqualTo(first);
        assertThat(reader.lastBeginningAtOrBefore(series, 1_999)).isEqualTo(first + 1);
        assertThat(reader.lastBeginningAtOrBefore(series, Long.MAX_VALUE)).isEqualTo(first + 2);
        assertThat(reader.firstEndingAtOrAfter(series + 1, 5)).isEqualTo(-1);
        assertThat(reader.lastBeginningAtOrBefore(series + 1, 5)).isEqualTo(-1);
      }
    }
  }

  @Test
  void read_chunk_itsRows() throws IOException {
    SealedFile file = write(5, 2);
    try (SealedReader reader = file.read()) {
      Columns rows = new Columns(SealedWriter.MAX_ROWS);
      reader.read(reader.entry(7), rows);
      assertThat(rows.size).isEqualTo(10);
      assertThat(rows.times).startsWith(1_000, 1_011, 1_022);
      assertThat(rows.values).startsWith(1_000.5, 1_010.5, 1_020.5);
    }
  }

  private static IndexEntry entry(SealedFile file, int chunk) throws IOException {
    try (SealedReader reader = file.read()) {
      return reader.entry(chunk);
    }
  }

  @Test
  void open_anyTruncation_detected() throws IOException {
    String name = write(3, 2).name();
    byte[] whole = disk.content(name);
    for (int size = 0; size < whole.length; size++) {
      disk.replace(name, Arrays.copyOf(whole, size));
      assertDamaged(name, "size " + size);
    }
    disk.replace(name, Arrays.copyOf(whole, whole.length + 1));
    assertDamaged(name, "one byte more");
  }

  @Test
  void openOrRead_anyBitFlip_detected() throws IOException {
    String name = write(3, 2).name();
    byte[] whole = disk.content(name);
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      disk.replace(name, flipped);
      assertThatExceptionOfType(DamagedFileException.class)
          .as("bit %d", bit)
          .isThrownBy(() -> readAll(SealedFile.open(disk, name, _ -> {})))
          .withMessageContaining(name);
    }
  }

  @Test
  void read_turns_whenRowsWereAccepted() throws IOException {
    try (SealedReader reader = write(3, 2).read()) {
      Columns rows = new Columns(SealedWriter.MAX_ROWS);
      reader.read(reader.entry(3), rows);
      Arrays.fill(rows.ingests, 0);
      reader.readIngests(rows, 2, 4);
      assertThat(rows.ingests).startsWith(0, 0, 602_000, 603_000, 0);
      assertThat(reader.turns()).isEqualTo(TURNS);
      assertThatExceptionOfType(DamagedFileException.class).isThrownBy(() -> reader.turn(TURNS));
    }
  }

  @Test
  void delete_whileSomebodyReads_readsOnAndNobodyElseOpensIt() throws IOException {
    SealedFile file = write(3, 2);
    try (SealedReader reader = file.read()) {
      file.delete();
      Columns rows = new Columns(SealedWriter.MAX_ROWS);
      reader.read(reader.entry(3), rows);
      assertThat(rows.times).startsWith(1_000, 1_011);
      assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(file::read);
    }
  }

  private static void readAll(SealedFile file) throws IOException {
    try (SealedReader reader = file.read()) {
      for (int chunk = 0; chunk < reader.chunks(); chunk++) {
        reader.read(reader.entry(chunk), new Columns(SealedWriter.MAX_ROWS));
      }
      for (int turn = 0; turn < reader.turns(); turn++) {
        reader.turn(turn);
      }
    }
  }

  private void assertDamaged(String name, String what) {
    assertThatExceptionOfType(DamagedFileException.class)
        .as(what)
        .isThrownBy(() -> SealedFile.open(disk, name, entry -> {}))
        .withMessageContaining(name);
  }

  @Test
  void open_underAnotherName_refused() throws IOException {
    String name = write(1, 1).name();
    disk.rename(name, "0000000008_0_99.samples");

    assertDamaged("0000000008_0_99.samples", "renamed");
  }

  @Test
  void open_otherVersion_refusedWithAClearMessage() throws IOException {
    String name = write(1, 1).name();
    byte[] newer = disk.content(name);
    ByteBuffer header = ByteBuffer.wrap(newer).putInt(8, 3);
    header.putInt(12, SealedFormat.crc(newer, 0, 12));
    disk.replace(name, newer);

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> SealedFile.open(disk, name, entry -> {}))
        .withMessageContaining("format version 3, this program reads version 2");
  }

  @Test
  void finish_nothingAdded_isABug() throws IOException {
    try (SealedWriter writer = new SealedWriter(disk, 1)) {
      assertThatIllegalStateException().isThrownBy(() -> writer.finish(0));
    }
  }

  @Test
  void close_unfinished_leavesOnlyTheTemporaryFile() throws IOException {
    try (SealedWriter writer = new SealedWriter(disk, 1)) {
      writer.add(1, chunk(0));
    }
    assertThat(disk.list()).containsExactly("0000000001.tmp");
  }

  @Test
  void ordinal_ofAnyName_readOrZero() {
    assertThat(SealedFile.ordinal("0000000012_-5_7.samples")).isEqualTo(12);
    assertThat(SealedFile.ordinal("0000000012_-5_7.samples.damaged")).isEqualTo(12);
    assertThat(SealedFile.ordinal("0000000012.tmp")).isEqualTo(12);
    assertThat(SealedFile.ordinal("notes.samples")).isZero();
  }

  @Test
  void entry_valueThatIsNotANumber_noSummary() {
    Columns rows = chunk(0);
    Arrays.fill(rows.values, Double.NaN);
    rows.values[3] = -4;
    assertThat(IndexEntry.of(1, rows, 0, 0, 0).isSummed()).isFalse();
    Arrays.fill(rows.values, 1);
    rows.values[3] = -4;
    rows.values[5] = 2;
    assertThat(IndexEntry.of(1, rows, 0, 0, 0).isSummed()).isTrue();
    assertThat(IndexEntry.of(1, rows, 0, 0, 0))
        .extracting(IndexEntry::min, IndexEntry::max, IndexEntry::sum)
        .containsExactly(-4.0, 2.0, 6.0);
  }

  /** Even series from 0, each with chunks of ten rows at 0, 1000, 2000. */
  private SealedFile write(int series, int chunks) throws IOException {
    try (SealedWriter writer = new SealedWriter(disk, 7)) {
      for (int number = 0; number < series; number++) {
        for (int chunk = 0; chunk < chunks; chunk++) {
          writer.add(number * 2, chunk(chunk * 1_000L));
        }
      }
      for (int turn = 0; turn < TURNS; turn++) {
        writer.addTurn(turn * 1_000L);
      }
      return writer.finish(42, 3, 4).publish();
    }
  }

  private static Columns chunk(long start) {
    Columns rows = new Columns(10);
    rows.size = 10;
    for (int i = 0; i < 10; i++) {
      rows.times[i] = start + i * 11L;
      rows.values[i] = start + i * 10L + 0.5;
      rows.descriptions[i] = i == 9 ? 5 : 4;
      rows.turns[i] = 600 + i;
      rows.sources[i] = rows.times[i] - 49;
      rows.ingests[i] = 77;
    }
    return rows;
  }
}
