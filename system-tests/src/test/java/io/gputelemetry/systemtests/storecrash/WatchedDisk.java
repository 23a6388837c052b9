package io.gputelemetry.systemtests.storecrash;

import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The real disk with a trap in it. */
record WatchedDisk(Disk disk, DiskCalls calls, Trap trap, DiskCalls.Place place) implements Disk {

  @Override
  public Disk directory(String name) throws IOException {
    return new WatchedDisk(disk.directory(name), calls, trap, DiskCalls.Place.named(name));
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public List<String> directories() throws IOException {
    return disk.directories();
  }

  @Override
  public DiskFile create(String name) throws IOException {
    List<DiskFile> made = new ArrayList<>(1);
    trap.around(calls.create(place), () -> made.add(disk.create(name)));
    return new WatchedFile(made.getFirst(), this, name, true);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new WatchedFile(disk.open(name), this, name, false);
  }

  @Override
  public DiskFile openForReading(String name) throws IOException {
    return new WatchedFile(disk.openForReading(name), this, name, false);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    trap.around(calls.rename(place, from), () -> disk.rename(from, to));
  }

  @Override
  public void delete(String name) throws IOException {
    trap.around(calls.delete(place, name), () -> disk.delete(name));
  }

  @Override
  public void renameDirectory(String from, String to) throws IOException {
    disk.renameDirectory(from, to);
  }

  @Override
  public void deleteDirectory(String name) throws IOException {
    disk.deleteDirectory(name);
  }

  @Override
  public void sync() throws IOException {
    trap.around(calls.syncDirectory(place), disk::sync);
  }

  @Override
  public long freeBytes() throws IOException {
    return disk.freeBytes();
  }

  @Override
  public AutoCloseable lock() throws IOException {
    return disk.lock();
  }

  @Override
  public String location() {
    return disk.location();
  }
}
