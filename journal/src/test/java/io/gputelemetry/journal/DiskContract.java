package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every disk does; each implementation's test extends it. */
abstract class DiskContract {

  /** An empty disk. */
  abstract Disk disk() throws IOException;

  @Test
  void create_thenWrite_readsBack() throws IOException {
    Disk disk = disk();
    try (DiskFile file = disk.create("a")) {
      file.write(bytes("hello world"), 0);
      file.write(bytes("W"), 6);
      file.sync();
      assertThat(file.size()).isEqualTo(11);
      assertThat(text(file, 0, 20)).isEqualTo("hello World");
    }
    try (DiskFile file = disk.openForReading("a")) {
      assertThat(text(file, 6, 3)).isEqualTo("Wor");
      assertThat(file.size()).isEqualTo(11);
    }
  }

  @Test
  void read_behindTheEnd_tellsTheEnd() throws IOException {
    Disk disk = disk();
    try (DiskFile file = disk.create("a")) {
      file.write(bytes("abc"), 0);
      assertThat(file.read(ByteBuffer.allocate(4), 3)).isEqualTo(-1);
      assertThat(file.read(ByteBuffer.allocate(4), 99)).isEqualTo(-1);
      assertThat(file.read(ByteBuffer.allocate(0), 0)).isZero();
    }
    try (DiskFile file = disk.openForReading("a")) {
      assertThat(file.read(ByteBuffer.allocate(4), 3)).isEqualTo(-1);
      assertThat(file.read(ByteBuffer.allocate(4), 99)).isEqualTo(-1);
      assertThat(file.read(ByteBuffer.allocate(0), 0)).isZero();
    }
  }

  @Test
  void buffers_ofEveryKind_areReadAndWrittenBetweenPositionAndLimit() throws IOException {
    Disk disk = disk();
    ByteBuffer direct = ByteBuffer.allocateDirect(5).put(bytes("-abc-")).position(1).limit(4);
    try (DiskFile file = disk.create("a")) {
      file.write(direct, 2);
      file.write(bytes("xyz").asReadOnlyBuffer(), 5);
      assertThat(direct.hasRemaining()).isFalse();
    }
    try (DiskFile file = disk.openForReading("a")) {
      ByteBuffer target = ByteBuffer.allocateDirect(4).position(1);
      assertThat(file.read(target, 4)).isEqualTo(3);
      assertThat(target.flip().get(1)).isEqualTo((byte) 'c');
      ByteBuffer slice = ByteBuffer.allocate(8).slice(2, 4).position(1);
      assertThat(file.read(slice, 2)).isEqualTo(3);
      assertThat(slice.get(1)).isEqualTo((byte) 'a');
      assertThat(slice.position()).isEqualTo(4);
    }
  }

  @Test
  void manyBuffers_areWrittenOneBehindTheOther() throws IOException {
    List<ByteBuffer> sources = new ArrayList<>();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 7; i++) {
      String piece = String.valueOf((char) ('a' + i)).repeat(100_000 * i + 1);
      all.append(piece);
      ByteBuffer source = bytes("-" + piece + "-").position(1).limit(1 + piece.length());
      sources.add(i % 2 == 0 ? source : source.asReadOnlyBuffer());
    }
    try (DiskFile file = disk().create("a")) {
      file.write(sources, 3);
      file.write(List.of(), 0);
      assertThat(text(file, 0, 4_000_000)).isEqualTo("\0\0\0" + all);
    }
    assertThat(sources).allMatch(ByteBuffer::hasRemaining);
  }

  @Test
  void transfer_sendsWhatIsThere() throws IOException {
    Disk disk = disk();
    try (DiskFile file = disk.create("a")) {
      file.write(bytes("hello world"), 0);
    }
    try (DiskFile file = disk.openForReading("a")) {
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      WritableByteChannel target = Channels.newChannel(sent);
      assertThat(file.transferTo(6, 5, target)).isEqualTo(5);
      assertThat(file.transferTo(0, 5, target)).isEqualTo(5);
      assertThat(file.transferTo(11, 5, target)).isZero();
      assertThat(sent.toString(StandardCharsets.UTF_8)).isEqualTo("worldhello");
    }
  }

  @Test
  void directory_renamed_keepsItsFiles_andDeleted_isGone() throws IOException {
    Disk disk = disk();
    try (DiskFile file = disk.directory("d").create("a")) {
      file.write(bytes("abc"), 0);
    }
    disk.renameDirectory("d", "e");
    assertThat(disk.directories()).containsExactly("e");
    assertThat(disk.directory("e").list()).containsExactly("a");
    disk.deleteDirectory("e");
    assertThat(disk.directories()).isEmpty();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> disk.deleteDirectory("e"));
    assertThat(disk.directory("e").list()).isEmpty();
  }

  @Test
  void write_behindTheEnd_leavesZeros() throws IOException {
    try (DiskFile file = disk().create("a")) {
      file.write(bytes("x"), 3);
      assertThat(text(file, 0, 9)).isEqualTo("\0\0\0x");
    }
  }

  @Test
  void truncate_cutsAndForgets() throws IOException {
    try (DiskFile file = disk().create("a")) {
      file.write(bytes("abcdef"), 0);
      file.truncate(2);
      assertThat(file.size()).isEqualTo(2);
      file.write(bytes("x"), 4);
      file.sync();
      assertThat(text(file, 0, 9)).isEqualTo("ab\0\0x");
      file.truncate(100);
      assertThat(file.size()).isEqualTo(5);
    }
  }

  @Test
  void create_existingFile_fails() throws IOException {
    Disk disk = disk();
    disk.create("a").close();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> disk.create("a"));
  }

  @Test
  void open_missingFile_fails() throws IOException {
    Disk disk = disk();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> disk.open("a"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> disk.openForReading("a"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> disk.delete("a"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> disk.rename("a", "b"));
  }

  @Test
  void open_existingFile_canBeWritten() throws IOException {
    Disk disk = disk();
    try (DiskFile file = disk.create("a")) {
      file.write(bytes("abc"), 0);
    }
    try (DiskFile file = disk.open("a")) {
      file.write(bytes("X"), 1);
      assertThat(text(file, 0, 9)).isEqualTo("aXc");
    }
  }

  @Test
  void openForReading_refusesChanges() throws IOException {
    Disk disk = disk();
    disk.create("a").close();
    try (DiskFile file = disk.openForReading("a")) {
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> file.write(bytes("x"), 0));
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> file.truncate(0));
      assertThatExceptionOfType(IOException.class).isThrownBy(file::sync);
    }
  }

  @Test
  void rename_replacesTheOther_andKeepsTheOpenFile() throws IOException {
    Disk disk = disk();
    disk.create("b").close();
    try (DiskFile file = disk.create("a")) {
      disk.rename("a", "b");
      disk.sync();
      file.write(bytes("new"), 0);
    }
    assertThat(disk.list()).containsExactly("b");
    try (DiskFile file = disk.openForReading("b")) {
      assertThat(text(file, 0, 9)).isEqualTo("new");
    }
  }

  @Test
  void list_isSorted_andApartFromDirectories() throws IOException {
    Disk disk = disk();
    disk.create("c").close();
    disk.create("a").close();
    disk.directory("d").create("inner").close();
    disk.delete("c");
    disk.create("b").close();

    assertThat(disk.list()).containsExactly("a", "b");
    assertThat(disk.directories()).containsExactly("d");
    assertThat(disk.directory("d").list()).containsExactly("inner");
    assertThat(disk.directory("d").location()).isEqualTo(disk.location() + "/d");
    assertThat(disk.freeBytes()).isPositive();
  }

  @Test
  void lock_takenTwice_isRefusedUntilItIsReleased() throws Exception {
    Disk disk = disk();
    try (AutoCloseable held = disk.lock()) {
      assertThat(held).isNotNull();
      assertThatExceptionOfType(DiskInUseException.class)
          .isThrownBy(disk::lock)
          .withMessageContaining(disk.location())
          .withMessageContaining("in use by process");
    }
    disk.lock().close();
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(DiskFile file, long position, int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(length);
    BatchScanner.fill(file, target, position);
    return StandardCharsets.UTF_8.decode(target).toString();
  }
}
