package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.journal.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The disk of the broker, with the faults it has just now. */
final class Storage {
  private static final String TOPICS = "topics";

  private final SimulatedDisk disk = new SimulatedDisk();
  // Brings back what changed.
  private Optional<Runnable> backup = Optional.empty();

  private long errorAt = Long.MAX_VALUE;
  private boolean outage;
  private boolean full;

  SimulatedDisk disk() {
    return disk;
  }

  long calls() {
    return disk.calls();
  }

  /** Whether a failure of the broker is the disk's fault. */
  boolean isAtFault() {
    return outage || full || disk.calls() >= errorAt || backup.isPresent();
  }

  void failFrom(long call) {
    disk.failFrom(call, new IOException("the machine is gone"));
  }

  /** One of the next calls fails, once. */
  void failSoon(Random random) {
    if (!outage) {
      errorAt = disk.calls() + 1 + random.nextInt(15);
      disk.failAt(errorAt, new IOException("Input/output error"));
    }
  }

  /** All calls fail soon, until it is over. */
  void breakDown(Random random) {
    outage = true;
    disk.failFrom(disk.calls() + 1 + random.nextInt(15), new IOException("Input/output error"));
  }

  void recover() {
    if (outage) {
      outage = false;
      disk.heal();
    }
  }

  /** Leaves so many bytes free. */
  void fill(long freeBytes) {
    if (!full) {
      try {
        disk.capacity(Long.MAX_VALUE - disk.freeBytes() + freeBytes);
        full = true;
      } catch (IOException e) {
        // It fails otherwise just now.
        full = false;
      }
    }
  }

  void empty() {
    disk.capacity(Long.MAX_VALUE);
    full = false;
  }

  /** No fault any more, but for what is damaged. */
  void heal() {
    outage = false;
    errorAt = Long.MAX_VALUE;
    disk.heal();
    empty();
  }

  void beforeStart(Random random) {
    if (outage) {
      breakDown(random);
    }
  }

  void kill() {
    disk.kill();
    errorAt = Long.MAX_VALUE;
  }

  void cutPower(Random random) {
    disk.crash(random);
    errorAt = Long.MAX_VALUE;
  }

  /** Changes one bit of a newest segment; empty if there is none or the disk fails. */
  Optional<String> rot(Random random) {
    try {
      SimulatedDisk topics = (SimulatedDisk) disk.directory(TOPICS);
      List<String> names = topics.directories();
      SimulatedDisk topic =
          (SimulatedDisk) topics.directory(names.get(random.nextInt(names.size())));
      String file = topic.list().stream().filter(name -> name.endsWith(".log")).toList().getLast();
      byte[] before = topic.content(file);
      byte[] after = before.clone();
      int at = random.nextInt(after.length);
      after[at] ^= (byte) (1 << random.nextInt(8));
      topic.replace(file, after);
      backup = Optional.of(() -> topic.replace(file, before));
      return Optional.of("byte " + at + " of " + topic.location() + "/" + file + " changed");
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Brings a changed file back; false if none was changed. */
  boolean restore() {
    backup.ifPresent(Runnable::run);
    boolean was = backup.isPresent();
    backup = Optional.empty();
    return was;
  }

  /** The broker started with it: then it was not needed. */
  void forgetRot() {
    backup = Optional.empty();
  }
}
