package io.gputelemetry.wire;

import java.io.IOException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * The bytes of one connection, whatever protects them on their way. One thread reads and one
 * writes; any thread may close, which ends both.
 */
interface Transport extends ReadableByteChannel, GatheringByteChannel {

  /**
   * Does what must be done before the first byte is read or written; called once, by the reading
   * thread.
   *
   * @throws HandshakeException if the two sides cannot agree
   */
  void open() throws IOException;

  /**
   * Sends some of what is left of a file's bytes after the first {@code from}, without taking them
   * into memory; returns how many, 0 if that cannot be done (now).
   */
  default long send(FileRange range, int from) throws IOException {
    return 0;
  }

  /** Reads no more; a read that waits ends. */
  void shutdownInput() throws IOException;

  /** Tells the peer that nothing more comes; it can still be read. */
  void shutdownOutput() throws IOException;
}
