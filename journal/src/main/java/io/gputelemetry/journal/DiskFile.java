package io.gputelemetry.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file. Positions are bytes from the start of the file. */
public interface DiskFile extends Closeable {

  /**
   * Reads up to {@code target.remaining()} bytes; returns how many, or -1 at the end of the file.
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Writes all of {@code source}, or throws; after an exception any part of it may have been
   * written.
   */
  void write(ByteBuffer source, long position) throws IOException;

  /**
   * Makes everything written durable ({@code fdatasync}). After a failure the content of the file
   * is unknown.
   */
  void sync() throws IOException;

  /** Cuts the file. */
  void truncate(long size) throws IOException;

  /** Bytes in the file. */
  long size() throws IOException;
}
