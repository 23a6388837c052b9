package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest extends DiskContract {

  @Override
  Disk disk() {
    return new SimulatedDisk();
  }

  @Test
  void crash_afterSyncOfFileAndDirectory_losesNothing() throws IOException {
    for (int seed = 0; seed < 50; seed++) {
      SimulatedDisk disk = new SimulatedDisk();
      try (DiskFile file = disk.create("a")) {
        file.write(bytes("abc"), 0);
        file.sync();
      }
      disk.sync();
      disk.crash(new Random(seed));
      assertThat(disk.content("a")).as("seed %d", seed).asString().isEqualTo("abc");
    }
  }

  @Test
  void crash_withoutSync_mayLoseNamesBytesAndLength() throws IOException {
    Set<String> outcomes = new HashSet<>();
    for (int seed = 0; seed < 500; seed++) {
      SimulatedDisk disk = new SimulatedDisk();
      try (DiskFile file = disk.create("a")) {
        file.write(bytes("old".repeat(300)), 0);
        file.sync();
        disk.sync();
        file.write(bytes("new".repeat(300)), 0);
        disk.rename("a", "b");
        disk.create("c").close();
        disk.crash(new Random(seed));
      }
      outcomes.add(disk.list().toString());
      outcomes.add(outcome(disk));
    }
    assertThat(outcomes)
        .contains("[a]", "[b]", "[a, c]", "[b, c]", "all old", "all new", "mixed", "garbage");
  }

  @Test
  void crash_closesWhatWasOpen() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    DiskFile file = disk.create("a");
    disk.crash(new Random(1));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> file.write(bytes("x"), 0));
  }

  @Test
  void kill_keepsWhatWasWritten_andReleasesTheLock() throws Exception {
    SimulatedDisk disk = new SimulatedDisk();
    DiskFile file = disk.create("a");
    file.write(bytes("abc"), 0);
    assertThat(disk.lock()).isNotNull();
    disk.kill();
    assertThat(disk.content("a")).asString().isEqualTo("abc");
    disk.lock().close();
    assertThatExceptionOfType(IOException.class).isThrownBy(file::sync);
  }

  @Test
  void sync_afterAFailedSync_doesNotBringBackWhatWasLost() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    DiskFile file = disk.create("a");
    disk.sync();
    file.write(bytes("abc"), 0);
    disk.failAt(disk.calls() + 1, new IOException("fault"));
    assertThatExceptionOfType(IOException.class).isThrownBy(file::sync).withMessage("fault");
    file.sync();
    assertThat(text(file, 0, 9)).isEqualTo("abc");

    disk.crash(new Random(1));

    assertThat(disk.content("a")).isEmpty();
  }

  @Test
  void failAt_failsOnce_failFrom_forEver() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    disk.failAt(disk.calls() + 2, new IOException("fault"));
    disk.list();
    assertThatExceptionOfType(IOException.class).isThrownBy(disk::list);
    disk.list();
    disk.failFrom(disk.calls() + 1, new IOException("fault"));
    assertThatExceptionOfType(IOException.class).isThrownBy(disk::list);
    assertThatExceptionOfType(IOException.class).isThrownBy(disk::list);
    disk.heal();
    disk.list();
  }

  @Test
  void write_thatFails_isDoneByHalf() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    DiskFile file = disk.create("a");
    disk.failAt(disk.calls() + 1, new IOException("fault"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> file.write(bytes("abcd"), 0));
    assertThat(disk.content("a")).asString().isEqualTo("ab");
  }

  @Test
  void capacity_whenReached_failsAfterWhatFits() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    disk.capacity(10);
    disk.directory("d").create("b").write(bytes("12345"), 0);
    DiskFile file = disk.create("a");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> file.write(bytes("12345678"), 0))
        .withMessageContaining("No space left");
    assertThat(disk.content("a")).asString().isEqualTo("12345");
    file.write(bytes("54321"), 0);
    assertThat(disk.freeBytes()).isZero();
  }

  @Test
  void copy_livesOnItsOwn() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    DiskFile file = disk.create("a");
    file.write(bytes("abc"), 0);
    SimulatedDisk copy = disk.copy();
    file.write(bytes("xyz"), 0);
    assertThat(copy.content("a")).asString().isEqualTo("abc");
  }

  private static String outcome(SimulatedDisk disk) throws IOException {
    String name = disk.list().contains("a") ? "a" : "b";
    String text = new String(disk.content(name), StandardCharsets.ISO_8859_1);
    if (text.equals("old".repeat(300))) {
      return "all old";
    }
    if (text.equals("new".repeat(300))) {
      return "all new";
    }
    return text.chars().allMatch(c -> "oldnew".indexOf(c) >= 0) ? "mixed" : "garbage";
  }
}
