package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A file system whose power can be cut while processes write to it. Its device is a file on another
 * file system; that one is frozen for a moment and the file copied, so the copy has what had
 * reached the device by then and nothing of what was still in the memory of the system. Needs root
 * and loop devices.
 */
final class LoopDisk implements AutoCloseable {
  private static final String OUTER_BYTES = "400M";
  private static final String INNER_BYTES = "160M";

  private final Path directory;
  private final Deque<List<String>> undo = new ArrayDeque<>();

  private LoopDisk(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes it and mounts it.
   *
   * @throws IOException if this machine cannot do it; the message says why
   */
  static LoopDisk mount(Path directory) throws IOException {
    LoopDisk disk = new LoopDisk(directory);
    try {
      for (String name : List.of("outer", "data", "cut")) {
        Files.createDirectory(directory.resolve(name));
      }
      disk.make("outer.img", OUTER_BYTES);
      disk.run("mount", "-o", "loop", disk.path("outer.img"), disk.path("outer"));
      disk.undo.push(List.of("umount", disk.path("outer")));
      disk.make("outer/inner.img", INNER_BYTES);
      disk.run("mount", "-o", "loop", disk.path("outer/inner.img"), disk.path("data"));
      disk.undo.push(List.of("umount", disk.path("data")));
      return disk;
    } catch (IOException e) {
      disk.closeAfter(e);
      throw e;
    }
  }

  /** Where it is mounted. */
  Path data() {
    return directory.resolve("data");
  }

  /** Cuts the power and mounts what was there, in another place, until {@link #forget}. */
  Path cut() throws IOException {
    run("fsfreeze", "--freeze", path("outer"));
    try {
      run("cp", "--sparse=always", path("outer/inner.img"), path("cut.img"));
    } finally {
      run("fsfreeze", "--unfreeze", path("outer"));
    }
    run("mount", "-o", "loop", path("cut.img"), path("cut"));
    undo.push(List.of("umount", path("cut")));
    return directory.resolve("cut");
  }

  /** Lets go of the last cut. */
  void forget() throws IOException {
    run(undo.pop());
  }

  @Override
  public void close() throws IOException {
    while (!undo.isEmpty()) {
      forget();
    }
  }

  private void closeAfter(IOException failure) {
    try {
      close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void make(String image, String bytes) throws IOException {
    run("truncate", "-s", bytes, path(image));
    run("mkfs.ext4", "-q", "-F", path(image));
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  private void run(String... command) throws IOException {
    run(List.of(command));
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(String.join(" ", command) + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** What this machine lacks for it; empty if it can be done here. */
  static Optional<String> missing(Path directory) throws IOException {
    Path probe = Files.createDirectory(directory.resolve("probe"));
    try (LoopDisk disk = mount(probe)) {
      Files.writeString(disk.data().resolve("file"), "here");
      disk.cut();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
