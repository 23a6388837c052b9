package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A simulated file as one process has it open. */
final class SimulatedHandle implements DiskFile {
  private final SimulatedDisk disk;
  private final SimulatedFile file;
  private final SimulatedMachine machine;
  private final int opener;
  private final boolean writable;
  private boolean closed;

  SimulatedHandle(SimulatedDisk disk, SimulatedFile file, boolean writable) {
    this.disk = disk;
    this.file = file;
    this.machine = disk.machine();
    this.opener = machine.incarnation();
    this.writable = writable;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    synchronized (machine) {
      call();
      if (!target.hasRemaining()) {
        return 0;
      }
      byte[] bytes = new byte[target.remaining()];
      int count = file.read(bytes, position);
      if (count > 0) {
        target.put(bytes, 0, count);
      }
      return count > 0 ? count : -1;
    }
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    synchronized (machine) {
      requireWritable();
      Optional<IOException> fault = machine.next(opener);
      int bytes = source.remaining();
      int room = (int) Math.min(bytes, disk.room(file, position, bytes));
      int written = fault.isPresent() ? room / 2 : room;
      file.write(source.slice(source.position(), written), position);
      source.position(source.position() + written);
      if (fault.isPresent()) {
        throw fault.get();
      }
      if (room < bytes) {
        throw new IOException("No space left on device");
      }
    }
  }

  @Override
  public void sync() throws IOException {
    synchronized (machine) {
      requireWritable();
      Optional<IOException> fault = machine.next(opener);
      if (fault.isPresent()) {
        file.loseUnsynced();
        throw fault.get();
      }
      file.sync();
    }
  }

  @Override
  public void truncate(long size) throws IOException {
    synchronized (machine) {
      requireWritable();
      machine.call(opener);
      file.truncate(size);
    }
  }

  @Override
  public long size() throws IOException {
    synchronized (machine) {
      call();
      return file.size();
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private void requireWritable() throws IOException {
    if (!writable) {
      throw new IOException("opened for reading");
    }
    requireOpen();
  }

  private void requireOpen() throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
  }

  private void call() throws IOException {
    requireOpen();
    machine.call(opener);
  }
}
