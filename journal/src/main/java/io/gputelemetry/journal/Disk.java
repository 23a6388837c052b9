package io.gputelemetry.journal;

import java.io.IOException;
import java.util.List;

/**
 * A directory on a disk, and all that a journal or a store needs of it. Names are single path
 * elements. The real one is {@link RealDisk}; the simulated one can crash, lose what was not
 * synced, and fail at any call. One contract test holds both.
 */
public interface Disk {

  /** A directory below this one, created (and made durable) if it is not there. */
  Disk directory(String name) throws IOException;

  /** Names of the files here, sorted; directories are not listed. */
  List<String> list() throws IOException;

  /** Names of the directories here, sorted. */
  List<String> directories() throws IOException;

  /** Creates a file for reading and writing; fails if it exists. */
  DiskFile create(String name) throws IOException;

  /** Opens an existing file for reading and writing. */
  DiskFile open(String name) throws IOException;

  /**
   * Opens an existing file for reading; its reads may come from any thread, and an interrupt does
   * not close it.
   */
  DiskFile openForReading(String name) throws IOException;

  /** Replaces {@code to} by {@code from}, atomically; durable after {@link #sync}. */
  void rename(String from, String to) throws IOException;

  /** Removes a file; durable after {@link #sync}. */
  void delete(String name) throws IOException;

  /** Gives a directory another name, in one step and durably; {@code to} is not there before. */
  void renameDirectory(String from, String to) throws IOException;

  /** Removes a directory with the files in it, durably; a crash may leave some of them. */
  void deleteDirectory(String name) throws IOException;

  /** Makes creations, renames and deletions in this directory durable. */
  void sync() throws IOException;

  /** Bytes that can still be written. */
  long freeBytes() throws IOException;

  /**
   * Takes this directory for this process, in a file that names its holder.
   *
   * @throws DiskInUseException if another process has it; the message names that process
   */
  AutoCloseable lock() throws IOException;

  /** Where this is, for messages to an operator. */
  String location();
}
