package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskInUseException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The one directory that a process writes to. Each part of it, the broker's and the store's, is
 * taken by its owner until that is closed, so that two roles of one machine can share a directory
 * and nobody shares a part.
 */
final class DataDirectory {
  private final Disk disk;
  private final String path;

  private DataDirectory(Disk disk, String path) {
    this.disk = disk;
    this.path = path;
  }

  /**
   * The configured directory, which is created if it is not there.
   *
   * @throws StartException if it cannot be used
   */
  static DataDirectory open(Context context) {
    String path = context.settings().get(ProcessSettings.DATA_DIR);
    try {
      return new DataDirectory(context.machine().disks().open(Path.of(path)), path);
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

  /** Another process has a part. */
  StartException inUse(DiskInUseException cause) {
    return new StartException(
        ExitCode.UNAVAILABLE,
        "the data directory (data-dir " + path + ") is in use: " + cause.getMessage(),
        cause);
  }

  /** Where it is. */
  @Override
  public String toString() {
    return disk.location();
  }
}
