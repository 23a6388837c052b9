package io.gputelemetry.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The segment files that are open for reading; the one unused longest is closed. What still waits
 * to be sent from it then cannot be, so there are as many as a log of the usual size has.
 */
final class OpenFiles implements Closeable {
  private static final int OPEN_MAX = 128;
  private final Disk disk;
  private final Map<String, DiskFile> files = new LinkedHashMap<>();

  OpenFiles(Disk disk) {
    this.disk = disk;
  }

  DiskFile file(String name) throws IOException {
    DiskFile known = files.remove(name);
    if (known == null && files.size() == OPEN_MAX) {
      close(files.keySet().iterator().next());
    }
    DiskFile file = known == null ? disk.openForReading(name) : known;
    files.put(name, file);
    return file;
  }

  /** Closes one, before its file is deleted. */
  void close(String name) throws IOException {
    DiskFile file = files.remove(name);
    if (file != null) {
      file.close();
    }
  }

  /** Where a file is, for messages. */
  String location(String name) {
    return disk.location() + "/" + name;
  }

  @Override
  public void close() throws IOException {
    while (!files.isEmpty()) {
      close(files.keySet().iterator().next());
    }
  }
}
