package io.gputelemetry.systemtests.storecrash;

import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/** A {@link StoreWriterProcess}, seen from outside: it waits for its orders. */
final class StoreWriter implements AutoCloseable {
  private static final List<Class<?>> NEEDED =
      List.of(
          StoreWriterProcess.class,
          EmbeddedStore.class,
          SampleStore.class,
          SampleBatch.class,
          RealDisk.class,
          Logger.class);

  private final Process process;

  private StoreWriter(Process process) {
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param log what it prints beside what it says is appended there
   */
  static StoreWriter start(Path log) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dslf4j.internal.verbosity=ERROR",
            "-cp",
            classPath(),
            StoreWriterProcess.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new StoreWriter(builder.start());
  }

  /** The store and nothing else: the rest of this class path takes longer to start than it does. */
  private static String classPath() {
    return NEEDED.stream()
        .map(each -> each.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * Has it work until it reaches its target, and kills it there with SIGKILL.
   *
   * @param said is handed everything that it said before it was gone
   */
  void workUntilKilled(WriterOrders orders, Consumer<Said> said)
      throws IOException, InterruptedException {
    try (Writer toIt = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      toIt.write(orders.line() + "\n");
      toIt.flush();
      boolean killed = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Said next = Said.parse(line);
        if (next instanceof Said.Reached) {
          // By its handle, which leaves the pipe open: what it said before must be read.
          killed = process.toHandle().destroyForcibly();
        }
        said.accept(next);
      }
      if (!killed) {
        throw new AssertionError("the writer ended by itself, code " + process.waitFor());
      }
    }
    awaitEnd();
  }

  private void awaitEnd() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("process " + process.pid() + " survived a kill");
    }
  }

  /** Ends it, whatever it does. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
