package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that fails and crashes like a real one. A file has bytes that the process sees
 * and bytes that are durable; between them lie the writes since the last sync. A directory likewise
 * has names that are seen and names that are durable. Thread-safe.
 *
 * <p>After a failed sync of a file its unsynced bytes are still seen, and no later sync brings them
 * to the disk unless they are written again: so does Linux. A sector in flight when the power goes
 * may be old, new or garbage, but bytes of it that were to stay the same do stay.
 */
public final class SimulatedDisk implements Disk {
  private final String location;
  private final SimulatedMachine machine;
  private final Map<String, SimulatedFile> seen = new TreeMap<>();
  private final Map<String, SimulatedFile> durable = new TreeMap<>();
  private final List<NameChange> unsynced = new ArrayList<>();
  private final Map<String, SimulatedDisk> directories = new TreeMap<>();
  private int lockedBy = -1;

  /** {@code file} gets the name {@code to}, if any, and the name {@code from} goes, if any. */
  private record NameChange(List<String> from, List<String> to, SimulatedFile file) {
    void apply(Map<String, SimulatedFile> names) {
      from.forEach(names::remove);
      to.forEach(name -> names.put(name, file));
    }
  }

  /** An empty disk that fails nothing. */
  public SimulatedDisk() {
    this("simulated", new SimulatedMachine());
  }

  private SimulatedDisk(String location, SimulatedMachine machine) {
    this.location = location;
    this.machine = machine;
  }

  /** Calls so far, of any kind, here and in all directories of this disk. */
  public long calls() {
    return machine.calls();
  }

  /** Fails the call with this number, counted as {@link #calls} does; a write is done by half. */
  public void failAt(long call, IOException failure) {
    machine.fail(call, failure, false);
  }

  /** Fails this call and all after it. */
  public void failFrom(long call, IOException failure) {
    machine.fail(call, failure, true);
  }

  /** Fails nothing any more. */
  public void heal() {
    machine.healthy();
  }

  /** Bounds the bytes of all files; writes beyond fail after as much as fits. */
  public void capacity(long bytes) {
    machine.capacity(bytes);
  }

  /** Ends the process, but not the system: what was written stays, files and locks are closed. */
  public void kill() {
    machine.restart();
  }

  /**
   * Takes the power away: what was synced stays, and any legal part of the rest. Ends the process.
   */
  public void crash(Random random) {
    synchronized (machine) {
      machine.restart();
      crashNames(random);
    }
  }

  /** The same disk once more, with its unsynced changes, without faults. For the top directory. */
  public SimulatedDisk copy() {
    synchronized (machine) {
      return copy(new SimulatedMachine(), new IdentityHashMap<>());
    }
  }

  /** What a file holds. */
  public byte[] content(String name) throws IOException {
    synchronized (machine) {
      return existing(name).content();
    }
  }

  /** Changes a file behind everybody's back, durably; makes it if it is not there. */
  public void replace(String name, byte[] content) {
    synchronized (machine) {
      SimulatedFile file = seen.getOrDefault(name, new SimulatedFile());
      file.replace(content);
      seen.put(name, file);
      durable.put(name, file);
    }
  }

  @Override
  public Disk directory(String name) throws IOException {
    synchronized (machine) {
      call();
      return directories.computeIfAbsent(
          name, absent -> new SimulatedDisk(location + "/" + name, machine));
    }
  }

  @Override
  public List<String> list() throws IOException {
    synchronized (machine) {
      call();
      return List.copyOf(seen.keySet());
    }
  }

  @Override
  public List<String> directories() throws IOException {
    synchronized (machine) {
      call();
      return List.copyOf(directories.keySet());
    }
  }

  @Override
  public DiskFile create(String name) throws IOException {
    synchronized (machine) {
      call();
      if (seen.containsKey(name)) {
        throw new FileAlreadyExistsException(name);
      }
      SimulatedFile file = new SimulatedFile();
      change(new NameChange(List.of(), List.of(name), file));
      return new SimulatedHandle(this, file, true);
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    synchronized (machine) {
      call();
      return new SimulatedHandle(this, existing(name), true);
    }
  }

  @Override
  public DiskFile openForReading(String name) throws IOException {
    synchronized (machine) {
      call();
      return new SimulatedHandle(this, existing(name), false);
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    synchronized (machine) {
      call();
      change(new NameChange(List.of(from), List.of(to), existing(from)));
    }
  }

  @Override
  public void delete(String name) throws IOException {
    synchronized (machine) {
      call();
      change(new NameChange(List.of(name), List.of(), existing(name)));
    }
  }

  @Override
  public void renameDirectory(String from, String to) throws IOException {
    synchronized (machine) {
      call();
      SimulatedDisk moved = directories.remove(from);
      if (moved == null) {
        throw new NoSuchFileException(from);
      }
      directories.put(to, moved);
    }
  }

  @Override
  public void deleteDirectory(String name) throws IOException {
    synchronized (machine) {
      call();
      if (directories.remove(name) == null) {
        throw new NoSuchFileException(name);
      }
    }
  }

  @Override
  public void sync() throws IOException {
    synchronized (machine) {
      call();
      unsynced.forEach(change -> change.apply(durable));
      unsynced.clear();
    }
  }

  @Override
  public long freeBytes() throws IOException {
    synchronized (machine) {
      call();
      return Math.max(0, machine.capacity() - bytes());
    }
  }

  @Override
  public AutoCloseable lock() throws IOException {
    synchronized (machine) {
      call();
      if (lockedBy == machine.incarnation()) {
        throw new DiskInUseException(location + " is in use by process 1");
      }
      lockedBy = machine.incarnation();
      return () -> lockedBy = -1;
    }
  }

  @Override
  public String location() {
    return location;
  }

  SimulatedMachine machine() {
    return machine;
  }

  /** How many of the bytes find room that somebody writes to this position. */
  long room(SimulatedFile file, long position, int bytes) {
    if (machine.capacity() == Long.MAX_VALUE) {
      return bytes;
    }
    long inside = Math.max(0, file.size() - position);
    return inside + Math.max(0, machine.capacity() - bytes());
  }

  private long bytes() {
    long bytes = 0;
    for (SimulatedFile file : seen.values()) {
      bytes += file.size();
    }
    for (SimulatedDisk directory : directories.values()) {
      bytes += directory.bytes();
    }
    return bytes;
  }

  private void call() throws IOException {
    machine.call(machine.incarnation());
  }

  private SimulatedFile existing(String name) throws NoSuchFileException {
    SimulatedFile file = seen.get(name);
    if (file == null) {
      throw new NoSuchFileException(name);
    }
    return file;
  }

  private void change(NameChange change) {
    change.apply(seen);
    unsynced.add(change);
  }

  private void crashNames(Random random) {
    double kept = SimulatedFile.share(random);
    for (NameChange change : unsynced) {
      if (random.nextDouble() < kept) {
        change.apply(durable);
      }
    }
    unsynced.clear();
    seen.clear();
    seen.putAll(durable);
    seen.values().forEach(file -> file.crash(random));
    directories.values().forEach(directory -> directory.crashNames(random));
  }

  private SimulatedDisk copy(SimulatedMachine target, Map<SimulatedFile, SimulatedFile> files) {
    SimulatedDisk copy = new SimulatedDisk(location, target);
    seen.forEach((name, file) -> copy.seen.put(name, copied(file, files)));
    durable.forEach((name, file) -> copy.durable.put(name, copied(file, files)));
    for (NameChange change : unsynced) {
      copy.unsynced.add(new NameChange(change.from(), change.to(), copied(change.file(), files)));
    }
    directories.forEach((name, disk) -> copy.directories.put(name, disk.copy(target, files)));
    return copy;
  }

  private static SimulatedFile copied(SimulatedFile file, Map<SimulatedFile, SimulatedFile> files) {
    return files.computeIfAbsent(file, SimulatedFile::copy);
  }
}
