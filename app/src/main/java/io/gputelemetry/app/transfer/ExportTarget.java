package io.gputelemetry.app.transfer;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPOutputStream;

/**
 * Where an export goes. A file has its name only when it is whole: it is written beside, under a
 * name of its own, and goes if the export does not come to its end.
 */
final class ExportTarget implements AutoCloseable {
  private static final int BUFFER_BYTES = 64 << 10;

  private record Named(Path file, Path unfinished) {}

  private final OutputStream stream;
  private final Optional<Named> named;

  private ExportTarget(OutputStream stream, Optional<Named> named) {
    this.stream = stream;
    this.named = named;
  }

  /** The standard output, which stays open. */
  static ExportTarget of(PrintStream out) {
    return new ExportTarget(new Checked(out), Optional.empty());
  }

  /**
   * A new file; compressed if its name ends in {@code .gz} or {@code .zst}.
   *
   * @throws StartException if it is there, or cannot be written
   */
  static ExportTarget of(Path file, RandomGenerator random) {
    Path name = file.toAbsolutePath().normalize();
    try {
      if (Files.exists(name)) {
        throw new FileAlreadyExistsException(name.toString());
      }
      String suffix = "." + HexFormat.of().toHexDigits(random.nextInt()) + ".part";
      Path unfinished = name.resolveSibling(name.getFileName() + suffix);
      OutputStream bytes = Files.newOutputStream(unfinished, StandardOpenOption.CREATE_NEW);
      return new ExportTarget(
          compressed(name.toString(), new BufferedOutputStream(bytes, BUFFER_BYTES)),
          Optional.of(new Named(name, unfinished)));
    } catch (FileAlreadyExistsException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE, file + " exists already; remove it or name another file", e);
    } catch (IOException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE, file + " cannot be written (" + e + "); name another file", e);
    }
  }

  private static OutputStream compressed(String name, OutputStream bytes) throws IOException {
    if (name.endsWith(".gz")) {
      return new GZIPOutputStream(bytes, BUFFER_BYTES);
    }
    return name.endsWith(".zst") ? new ZstdOutputStreamNoFinalizer(bytes) : bytes;
  }

  OutputStream stream() {
    return stream;
  }

  /** All is written: the file is durable, and then gets its name. */
  void finish() throws IOException {
    stream.close();
    if (named.isPresent()) {
      Named it = named.get();
      try (FileChannel channel = FileChannel.open(it.unfinished, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(it.unfinished, it.file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Removes what is not finished. */
  @Override
  public void close() throws IOException {
    if (named.isPresent()) {
      try {
        stream.close();
      } finally {
        Files.deleteIfExists(named.get().unfinished);
      }
    }
  }

  /** A print stream keeps its failures to itself, for example that nobody reads any more. */
  private static final class Checked extends FilterOutputStream {
    private final PrintStream target;

    Checked(PrintStream target) {
      super(target);
      this.target = target;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      target.write(bytes, offset, length);
      check();
    }

    private void check() throws IOException {
      if (target.checkError()) {
        throw new IOException("nobody takes the standard output any more");
      }
    }

    @Override
    public void close() throws IOException {
      check();
    }
  }
}
