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

  /** Reads no more; a read that waits ends. */
  void shutdownInput() throws IOException;

  /** Tells the peer that nothing more comes; it can still be read. */
  void shutdownOutput() throws IOException;
}
