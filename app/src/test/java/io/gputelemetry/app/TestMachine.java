package io.gputelemetry.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A machine whose streams, environment and end belong to a test; disk and clock are real. */
public final class TestMachine implements Machine.ProcessEnd {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Of its random numbers: two of one seed publish under the same identity. */
  public long seed = 1;

  /** What is on the standard input. */
  public String in = "";

  private final CountDownLatch stop = new CountDownLatch(1);
  public final CompletableFuture<ExitCode> halted = new CompletableFuture<>();

  public Machine with(Map<String, String> environment) {
    return with(environment, UnaryOperator.identity());
  }

  public Machine with(Map<String, String> environment, UnaryOperator<QueueConnection> connections) {
    return with(environment, connections, RealDisk::at);
  }

  public Machine with(
      Map<String, String> environment,
      UnaryOperator<QueueConnection> connections,
      Machine.DiskOpener disks) {
    return new Machine(
        disks,
        new SystemClock(),
        new SplittableRandom(seed),
        environment,
        new ByteArrayInputStream(in.getBytes(UTF_8)),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        false,
        connections,
        this);
  }

  /** What was printed. */
  public String out() {
    return out.toString(UTF_8);
  }

  /** What was printed on the standard error. */
  public String err() {
    return err.toString(UTF_8);
  }

  /** As SIGTERM does. */
  public void stop() {
    stop.countDown();
  }

  @Override
  public boolean awaitStop(Duration longest) throws InterruptedException {
    return stop.await(longest.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void halt(ExitCode code) {
    halted.complete(code);
    stop.countDown();
  }
}
