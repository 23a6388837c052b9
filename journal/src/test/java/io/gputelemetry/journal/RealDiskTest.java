package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest extends DiskContract {
  @TempDir Path directory;

  @Override
  Disk disk() throws IOException {
    return RealDisk.at(directory.resolve("data"));
  }

  @Test
  void files_areForTheirOwnerOnly() throws IOException {
    Disk disk = disk();
    disk.create("a").close();
    disk.directory("d");

    assertThat(mode("data")).isEqualTo("rwx------");
    assertThat(mode("data/a")).isEqualTo("rw-------");
    assertThat(mode("data/d")).isEqualTo("rwx------");
  }

  @Test
  void at_aPathWithMissingParents_makesThem() throws IOException {
    RealDisk disk = RealDisk.at(directory.resolve("x/y/../z"));
    disk.create("a").close();
    assertThat(mode("x")).isEqualTo("rwx------");
    assertThat(disk.location()).isEqualTo(directory.resolve("x/z").toString());
    assertThat(RealDisk.at(directory.resolve("x/z")).list()).containsExactly("a");
  }

  @Test
  void at_aPathThatCannotBeADirectory_saysWhatToDo() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> RealDisk.at(file.resolve("below")))
        .withMessageContaining(file.resolve("below").toString())
        .withMessageContaining("Make it writable");
  }

  @Test
  void names_thatAreNoSinglePathElement_areRefused() throws IOException {
    Disk disk = disk();
    for (String name : new String[] {"", ".", "..", "../a", "a/b", "/a"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> disk.create(name));
    }
  }

  @Test
  void openForReading_interruptedReader_leavesTheFileOpen() throws IOException {
    Disk disk = disk();
    try (DiskFile writer = disk.create("a")) {
      writer.write(bytes("abc"), 0);
    }
    try (DiskFile file = disk.openForReading("a")) {
      Thread.currentThread().interrupt();
      assertThat(file.read(ByteBuffer.allocate(3), 0)).isEqualTo(3);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(text(file, 0, 3)).isEqualTo("abc");
    }
  }

  @Test
  void create_interruptedOwner_losesTheFile_whichIsWhyNobodyInterrupts() throws IOException {
    DiskFile file = disk().create("a");
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(ClosedByInterruptException.class)
        .isThrownBy(() -> file.write(bytes("abc"), 0));
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void lock_ofAnotherProcess_namesIt() throws Exception {
    Disk disk = disk();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process holder =
        new ProcessBuilder(
                java, "-cp", System.getProperty("java.class.path"), LockHolder.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var commands = holder.outputWriter();
        var answers = holder.inputReader()) {
      commands.write(disk.location() + "\n");
      commands.flush();
      assertThat(answers.readLine()).isEqualTo("locked");
      assertThatExceptionOfType(DiskInUseException.class)
          .isThrownBy(disk::lock)
          .withMessageContaining(disk.location())
          .withMessageContaining("process " + holder.pid() + ", started ");
    } finally {
      holder.destroyForcibly().waitFor();
    }
    disk.lock().close();
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
  }

  @Test
  void transfer_endedByAnInterrupt_othersGoOn_untilTheFileIsClosed() throws IOException {
    Disk disk = disk();
    try (DiskFile file = disk.create("a")) {
      file.write(bytes("abc"), 0);
    }
    DiskFile file = disk.openForReading("a");
    WritableByteChannel target = Channels.newChannel(new ByteArrayOutputStream());
    assertThat(file.transferTo(0, 3, target)).isEqualTo(3);
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(ClosedByInterruptException.class)
        .isThrownBy(() -> file.transferTo(0, 3, target));
    assertThat(Thread.interrupted()).isTrue();
    WritableByteChannel another = Channels.newChannel(new ByteArrayOutputStream());
    assertThat(file.transferTo(0, 3, another)).isEqualTo(3);
    assertThat(text(file, 0, 3)).isEqualTo("abc");
    Thread.currentThread().interrupt();
    ByteBuffer direct = ByteBuffer.allocateDirect(3);
    assertThat(file.read(direct, 0)).isEqualTo(3);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(direct.get(2)).isEqualTo((byte) 'c');
    file.close();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> file.read(direct.clear(), 0));
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> file.transferTo(0, 3, another));
  }
}
