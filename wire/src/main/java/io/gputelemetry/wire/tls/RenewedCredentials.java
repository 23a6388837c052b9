package io.gputelemetry.wire.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The credentials of one side, read again when their files were changed. While the new ones cannot
 * be used, for example because only one of two files is there yet, the old ones stay.
 */
final class RenewedCredentials {
  /** How a file looked: enough to see that it was replaced. */
  private record Stamp(Path file, FileTime modified, long bytes) {}

  private final TlsFiles files;
  private final Consumer<String> notices;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Credentials current;
  private List<Stamp> seen;

  RenewedCredentials(TlsFiles files, Consumer<String> notices) throws TlsFileException {
    this.files = files;
    this.notices = notices;
    this.seen = stamps();
    this.current = Credentials.of(files);
  }

  /** What is in force now. */
  Credentials current() {
    return current;
  }

  /** Looks at the files; called before each handshake, which costs far more. */
  void refresh() {
    lock.lock();
    try {
      List<Stamp> now = stamps();
      if (!now.equals(seen)) {
        seen = now;
        current = Credentials.of(files);
        notices.accept("the files for TLS were renewed; new connections use them");
      }
    } catch (TlsFileException e) {
      notices.accept("the renewed files for TLS are not used yet: " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private List<Stamp> stamps() {
    List<Stamp> stamps = new ArrayList<>();
    for (Path file : files.all()) {
      stamps.add(stamp(file));
    }
    return stamps;
  }

  private static Stamp stamp(Path file) {
    try {
      return new Stamp(file, Files.getLastModifiedTime(file), Files.size(file));
    } catch (IOException e) {
      // A file that is not there looks like that; reading it says why.
      return new Stamp(file, FileTime.fromMillis(0), -1);
    }
  }
}
