package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedReader;
import java.io.IOException;

/** A sealed file that a merge reads, open for as long as a cursor stands in it. */
final class OpenFile implements AutoCloseable {
  private final SealedReader reader;
  private int cursors;

  OpenFile(SealedFile file) throws IOException {
    reader = file.read();
  }

  SealedReader reader() {
    return reader;
  }

  /** One more cursor stands in it. */
  void enter() {
    cursors++;
  }

  /** A cursor has come to its end. */
  void leave() throws IOException {
    cursors--;
    closeIfLeft();
  }

  /** Closes it if no cursor stands in it. */
  void closeIfLeft() throws IOException {
    if (cursors == 0) {
      reader.close();
    }
  }

  @Override
  public void close() throws IOException {
    cursors = 0;
    reader.close();
  }
}
