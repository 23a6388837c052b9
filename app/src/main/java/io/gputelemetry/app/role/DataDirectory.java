package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskInUseException;
import java.io.IOException;
import java.nio.file.Path;

/** The one directory that a process writes to, taken for this process until it is closed. */
final class DataDirectory implements AutoCloseable {
  private final Disk disk;
  private final AutoCloseable lock;

  private DataDirectory(Disk disk, AutoCloseable lock) {
    this.disk = disk;
    this.lock = lock;
  }

  /**
   * Takes the directory, which is created if it is not there.
   *
   * @throws StartException if it cannot be used, or another process has it
   */
  static DataDirectory open(Machine machine, String path) {
    try {
      Disk disk = machine.disks().open(Path.of(path));
      return new DataDirectory(disk, disk.lock());
    } catch (DiskInUseException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE,
          "the data directory (data-dir " + path + ") is in use: " + e.getMessage(),
          e);
    } catch (IOException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE,
          "the data directory (data-dir " + path + ") cannot be used: " + e.getMessage(),
          e);
    }
  }

  /** A directory in it. */
  Disk part(String name) throws IOException {
    return disk.directory(name);
  }

  /** Where it is. */
  @Override
  public String toString() {
    return disk.location();
  }

  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot give back " + disk.location(), e);
    }
  }
}
