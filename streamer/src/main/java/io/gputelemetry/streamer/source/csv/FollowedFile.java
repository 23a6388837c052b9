package io.gputelemetry.streamer.source.csv;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * The bytes of a file that grows, under the name that it has: when another file gets the name, or
 * the file becomes shorter, reading goes on at the beginning of what is there then.
 */
final class FollowedFile implements AutoCloseable {
  private final Path path;
  private Optional<Opened> opened = Optional.empty();

  /** A file that is read; it can have lost its name. */
  private record Opened(SeekableByteChannel channel, Optional<Object> key) {}

  /** What happened to the file since it was read last. */
  enum Change {
    /** It is the one that is read, or none is there yet. */
    NONE,
    /** It has become shorter: it is read from its beginning. */
    TRUNCATED,
    /** The name is another file's now, which is read from its beginning. */
    REPLACED,
    /** Nothing has the name; the one that had it is read on. */
    GONE
  }

  FollowedFile(Path path) {
    this.path = path;
  }

  /** Opens it at its beginning; false if it is not there. */
  boolean open() throws IOException {
    try {
      SeekableByteChannel channel = Files.newByteChannel(path);
      close();
      opened = Optional.of(new Opened(channel, key()));
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private Optional<Object> key() throws IOException {
    return Optional.ofNullable(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
  }

  boolean isOpen() {
    return opened.isPresent();
  }

  /** Reads what fits and is there; how many bytes that were. */
  int read(ByteBuffer into) throws IOException {
    return opened.isPresent() ? Math.max(opened.get().channel().read(into), 0) : 0;
  }

  long size() throws IOException {
    return opened.orElseThrow().channel().size();
  }

  void position(long position) throws IOException {
    var _ = opened.orElseThrow().channel().position(position);
  }

  /** Looks after the name, once all of the file was read. */
  Change change() throws IOException {
    if (opened.isEmpty()) {
      return open() ? Change.REPLACED : Change.NONE;
    }
    Opened read = opened.get();
    if (read.channel().size() < read.channel().position()) {
      position(0);
      return Change.TRUNCATED;
    }
    try {
      if (Objects.equals(read.key(), key())) {
        return Change.NONE;
      }
      // Whoever wrote the old one may have written once more before it was renamed.
      boolean readToItsEnd = read.channel().size() == read.channel().position();
      return readToItsEnd && open() ? Change.REPLACED : Change.NONE;
    } catch (NoSuchFileException e) {
      return Change.GONE;
    }
  }

  @Override
  public void close() throws IOException {
    if (opened.isPresent()) {
      opened.get().channel().close();
      opened = Optional.empty();
    }
  }
}
