package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A directory of the file system. Directories are made with mode 0700 and files with 0600.
 * Thread-safe, as its files for reading are; a file for writing belongs to one thread that nobody
 * interrupts.
 */
public final class RealDisk implements Disk {
  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> FILE_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path root;
  private final WriteBuffers buffers;

  private RealDisk(Path root, WriteBuffers buffers) {
    this.root = root;
    this.buffers = buffers;
  }

  /**
   * The directory at {@code root}, made if it is not there.
   *
   * @throws IOException if it cannot be made or written to; the message says what to do
   */
  public static RealDisk at(Path root) throws IOException {
    Path path = root.toAbsolutePath().normalize();
    try {
      createDurably(path);
      if (!Files.isWritable(path)) {
        throw new AccessDeniedException(path.toString());
      }
      return new RealDisk(path, new WriteBuffers());
    } catch (IOException e) {
      throw new IOException(
          "cannot write to the directory "
              + path
              + " ("
              + e
              + "). Make it writable for the user that runs this process, or name another one.",
          e);
    }
  }

  /** A directory that is there, to be read: nothing is made, and it need not be writable. */
  public static RealDisk toRead(Path root) {
    return new RealDisk(root.toAbsolutePath().normalize(), new WriteBuffers());
  }

  @Override
  public Disk directory(String name) throws IOException {
    Path path = path(name);
    createDurably(path);
    return new RealDisk(path, buffers);
  }

  @Override
  public List<String> list() throws IOException {
    return names(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public List<String> directories() throws IOException {
    return names(Files::isDirectory);
  }

  @Override
  public DiskFile create(String name) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new WritableFile(FileChannel.open(path(name), options, FILE_MODE), buffers, true);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    FileChannel channel =
        FileChannel.open(path(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new WritableFile(channel, buffers, false);
  }

  @Override
  public DiskFile openForReading(String name) throws IOException {
    Path path = path(name);
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    return new ReadOnlyFile(path);
  }

  /**
   * {@inheritDoc}
   *
   * @throws AtomicMoveNotSupportedException if the file system cannot do it in one step
   */
  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(path(name));
  }

  @Override
  public void renameDirectory(String from, String to) throws IOException {
    rename(from, to);
    sync();
  }

  @Override
  public void deleteDirectory(String name) throws IOException {
    Path directory = path(name);
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
    sync();
  }

  @Override
  public void sync() throws IOException {
    sync(root);
  }

  @Override
  public long freeBytes() throws IOException {
    return Files.getFileStore(root).getUsableSpace();
  }

  @Override
  public AutoCloseable lock() throws IOException {
    return DirectoryLock.take(root, path("lock"), FILE_MODE);
  }

  @Override
  public String location() {
    return root.toString();
  }

  /** Makes the directory, and those above it, each in a parent that knows it after a crash. */
  private static void createDurably(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent != null && !Files.isDirectory(path)) {
      createDurably(parent);
      Files.createDirectories(path, DIRECTORY_MODE);
      sync(parent);
    }
  }

  private static void sync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private List<String> names(Predicate<Path> kind) throws IOException {
    try (Stream<Path> paths = Files.list(root)) {
      return paths.filter(kind).map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private Path path(String name) {
    Path path = root.resolve(name);
    if (name.isEmpty() || name.equals(".") || name.equals("..") || !root.equals(path.getParent())) {
      throw new IllegalArgumentException("not a single path element: '" + name + "'");
    }
    return path;
  }
}
