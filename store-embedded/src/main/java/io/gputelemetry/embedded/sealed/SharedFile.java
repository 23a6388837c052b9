package io.gputelemetry.embedded.sealed;

import io.gputelemetry.journal.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/**
 * A file that many read at once, opened when the first of them comes and closed when it is retired
 * and the last of them has left. Thread-safe.
 */
final class SharedFile {
  /** Opens the file. */
  interface Opener {
    DiskFile open() throws IOException;
  }

  private final Opener opener;
  private Optional<DiskFile> file = Optional.empty();
  private int uses;
  private boolean retired;

  SharedFile(Opener opener) {
    this.opener = opener;
  }

  /**
   * The open file, until the use is closed.
   *
   * @throws ClosedChannelException if it is retired
   */
  synchronized Use open() throws IOException {
    if (retired) {
      throw new ClosedChannelException();
    }
    if (file.isEmpty()) {
      file = Optional.of(opener.open());
    }
    uses++;
    return new Use(file.get());
  }

  /** Lets nobody in any more. */
  synchronized void retire() throws IOException {
    retired = true;
    closeIfLeft();
  }

  private synchronized void leave() throws IOException {
    uses--;
    closeIfLeft();
  }

  private void closeIfLeft() throws IOException {
    if (retired && uses == 0 && file.isPresent()) {
      DiskFile left = file.get();
      file = Optional.empty();
      left.close();
    }
  }

  /** One who reads. */
  final class Use implements Closeable {
    private final DiskFile opened;
    private boolean closed;

    private Use(DiskFile opened) {
      this.opened = opened;
    }

    DiskFile file() {
      return opened;
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        leave();
      }
    }
  }
}
