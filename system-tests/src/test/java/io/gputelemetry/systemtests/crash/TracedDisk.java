package io.gputelemetry.systemtests.crash;

import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The real disk, noting what the broker and the store are doing with it. */
record TracedDisk(Disk disk, PhaseFile phases, String path) implements Disk {
  private static final String TEMPORARY = ".tmp";
  private static final long PAUSE_NANOS = 300_000;

  private boolean isStore() {
    return path.contains("/store");
  }

  private Phase writing(String name) {
    if (!isStore()) {
      return name.endsWith(TEMPORARY) ? Phase.CHECKPOINT : Phase.APPEND;
    }
    return name.endsWith(".log") ? Phase.STORE_WRITE : Phase.SEAL;
  }

  private Phase syncing(String name) {
    return isStore() || name.endsWith(TEMPORARY) ? writing(name) : Phase.SYNC;
  }

  private DiskFile traced(DiskFile file, String name) {
    return new TracedFile(file, phases, writing(name), syncing(name));
  }

  @Override
  public Disk directory(String name) throws IOException {
    return new TracedDisk(disk.directory(name), phases, path + "/" + name);
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
    return traced(disk.create(name), name);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return traced(disk.open(name), name);
  }

  @Override
  public DiskFile openForReading(String name) throws IOException {
    return disk.openForReading(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    if (isStore()) {
      disk.rename(from, to);
      return;
    }
    try (var _ = phases.enter(Phase.ROLL)) {
      LockSupport.parkNanos(PAUSE_NANOS);
      disk.rename(from, to);
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
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
    if (isStore()) {
      disk.sync();
      return;
    }
    try (var _ = phases.enter(Phase.ROLL)) {
      disk.sync();
    }
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

  private static final class TracedFile implements DiskFile {
    private static final int PIECE_BYTES = 512;

    private final DiskFile file;
    private final PhaseFile phases;
    private volatile Phase writing;
    private volatile Phase syncing;

    TracedFile(DiskFile file, PhaseFile phases, Phase writing, Phase syncing) {
      this.file = file;
      this.phases = phases;
      this.writing = writing;
      this.syncing = syncing;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    /** In pieces with pauses, as on a slow disk, so that a kill can fall between two of them. */
    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      int end = source.limit();
      long at = position;
      try (var _ = phases.enter(writing)) {
        while (source.position() < end) {
          int piece = Math.min(PIECE_BYTES, end - source.position());
          source.limit(source.position() + piece);
          file.write(source, at);
          at += piece;
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }

    @Override
    public void sync() throws IOException {
      try (var _ = phases.enter(syncing)) {
        file.sync();
      }
      if (writing == Phase.CHECKPOINT) {
        // With its snapshot synced it is a segment like any other, for the life of the process.
        writing = Phase.APPEND;
        syncing = Phase.SYNC;
      }
    }

    @Override
    public void truncate(long size) throws IOException {
      file.truncate(size);
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
}
