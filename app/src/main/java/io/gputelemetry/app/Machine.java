package io.gputelemetry.app;

import io.gputelemetry.journal.Disk;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Everything real that a process needs. Tests hand in another one: a disk that fails, a connection
 * that is watched, an environment of their own.
 *
 * @param disks opens a directory, which is created if it is not there
 * @param clock both clocks
 * @param random not for secrets; any thread may use it
 * @param environment the environment variables
 * @param in the standard input
 * @param out for what a command is asked for; a terminal is asked for by {@code terminal}
 * @param err for messages to a person
 * @param terminal whether {@code err} is read by a person
 * @param connections wraps every connection to a queue that is opened; does nothing in production
 * @param end how the process is told to stop, and how it ends in an emergency
 */
public record Machine(
    DiskOpener disks,
    Clock clock,
    RandomGenerator random,
    Map<String, String> environment,
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean terminal,
    UnaryOperator<QueueConnection> connections,
    ProcessEnd end) {

  /** Opens directories. */
  public interface DiskOpener {
    /** The directory as a disk, created if it is not there. */
    Disk open(Path directory) throws IOException;
  }

  /** The end of a process. */
  public interface ProcessEnd {
    /** Waits, at most this long, until the process is asked to stop; whether it was. */
    boolean awaitStop(Duration longest) throws InterruptedException;

    /** Ends the process at once, without a graceful stop. */
    void halt(ExitCode code);
  }
}
