package io.gputelemetry.systemtests.storecrash;

import io.gputelemetry.journal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of a {@link WatchedDisk}. Reads are watched while the store is being opened. */
final class WatchedFile implements DiskFile {
  private final DiskFile file;
  private final WatchedDisk disk;
  private final String name;
  // Until its first sync a file of a journal has only what it begins with.
  private volatile boolean fresh;

  WatchedFile(DiskFile file, WatchedDisk disk, String name, boolean fresh) {
    this.file = file;
    this.disk = disk;
    this.name = name;
    this.fresh = fresh;
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (disk.calls().isOpen()) {
      return file.read(target, position);
    }
    int[] count = new int[1];
    disk.trap().around(DiskCalls.read(disk.place()), () -> count[0] = file.read(target, position));
    return count[0];
  }

  @Override
  public void write(ByteBuffer source, long position) throws IOException {
    Phase phase = disk.calls().write(disk.place(), name, fresh, source);
    ByteBuffer half = source.duplicate().limit(source.position() + source.remaining() / 2);
    disk.trap().around(phase, () -> file.write(half, position), () -> file.write(source, position));
  }

  @Override
  public void sync() throws IOException {
    disk.trap().around(disk.calls().sync(disk.place(), name, fresh), file::sync);
    fresh = false;
  }

  @Override
  public void truncate(long size) throws IOException {
    disk.trap().around(disk.calls().sync(disk.place(), name, fresh), () -> file.truncate(size));
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
