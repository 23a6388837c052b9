package io.gputelemetry.app;

import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A disk of which one directory's writes and syncs fail once it is broken.
 *
 * @param disk the real one
 * @param part the directory that fails; empty in that directory
 * @param broken turned on by the test
 */
public record FailingDisk(Disk disk, String part, AtomicBoolean broken) implements Disk {
  private void check() throws IOException {
    if (part.isEmpty() && broken.get()) {
      throw new IOException("Input/output error");
    }
  }

  @Override
  public Disk directory(String name) throws IOException {
    return new FailingDisk(disk.directory(name), name.equals(part) ? "" : part, broken);
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
    check();
    return new FailingFile(disk.create(name), this);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new FailingFile(disk.open(name), this);
  }

  @Override
  public DiskFile openForReading(String name) throws IOException {
    return disk.openForReading(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    check();
    disk.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    check();
    disk.delete(name);
  }

  @Override
  public void renameDirectory(String from, String to) throws IOException {
    check();
    disk.renameDirectory(from, to);
  }

  @Override
  public void deleteDirectory(String name) throws IOException {
    check();
    disk.deleteDirectory(name);
  }

  @Override
  public void sync() throws IOException {
    check();
    disk.sync();
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

  private record FailingFile(DiskFile file, FailingDisk owner) implements DiskFile {
    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
      owner.check();
      file.write(source, position);
    }

    @Override
    public void sync() throws IOException {
      owner.check();
      file.sync();
    }

    @Override
    public void truncate(long size) throws IOException {
      owner.check();
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
