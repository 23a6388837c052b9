package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/**
 * The lock of a directory: a file that says who holds it, and a lock on that file, which the system
 * releases when the process ends in whatever way.
 */
final class DirectoryLock implements AutoCloseable {
  private static final int TEXT_BYTES_MAX = 200;
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  static DirectoryLock take(Path directory, Path file, FileAttribute<?> mode) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            mode);
    if (!isTaken(channel, directory)) {
      String holder = holder(channel);
      channel.close();
      throw inUse(directory, holder);
    }
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)), 0);
      return new DirectoryLock(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static boolean isTaken(FileChannel channel, Path directory) throws IOException {
    try {
      @SuppressWarnings("resource") // released with the channel
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      // This process has it. The channel stays open on purpose: closing any channel of a file
      // makes the system drop every lock that the process has on it.
      DiskInUseException inUse = inUse(directory, self().strip());
      inUse.initCause(e);
      throw inUse;
    }
  }

  private static DiskInUseException inUse(Path directory, String holder) {
    return new DiskInUseException(
        directory + " is in use by " + holder + ". Stop that process, or name another directory.");
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(TEXT_BYTES_MAX);
    int count = channel.read(text, 0);
    return count <= 0
        ? "a process that is just starting"
        : new String(text.array(), 0, count, StandardCharsets.UTF_8).strip();
  }

  private static String self() {
    ProcessHandle process = ProcessHandle.current();
    String started =
        process.info().startInstant().map(instant -> ", started " + instant).orElse("");
    return "process " + process.pid() + started + "\n";
  }
}
