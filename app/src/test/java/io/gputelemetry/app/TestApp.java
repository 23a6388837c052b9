package io.gputelemetry.app;

import io.gputelemetry.app.command.Invocation;
import io.gputelemetry.app.role.RunningRoles;
import io.gputelemetry.queue.QueueConnection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The whole executable in this process, run as from a command line. */
public final class TestApp {
  private static final Pattern API = Pattern.compile("API (http://\\S+/)");
  private static final Pattern QUEUE = Pattern.compile("queue tcp://(\\S+) and (http://\\S+/)");
  private static final Pattern STORE = Pattern.compile("store (tcp://\\S+) over");
  private static final Pattern METRICS = Pattern.compile("health and metrics (http://\\S+/)");

  public final TestMachine machine = new TestMachine();
  public final Map<String, String> environment = new HashMap<>();
  public UnaryOperator<QueueConnection> connections = UnaryOperator.identity();
  public Optional<Machine.DiskOpener> disks = Optional.empty();

  /** Runs until it ends. */
  public ExitCode run(String... args) {
    Machine real =
        disks
            .map(opener -> machine.with(environment, connections, opener))
            .orElseGet(() -> machine.with(environment, connections));
    return new Invocation(real, new RunningRoles(real, "test"), "test").run(args);
  }

  /** Runs on a thread of its own; returns when it is ready. */
  public CompletableFuture<ExitCode> start(String... args) {
    CompletableFuture<ExitCode> ended = new CompletableFuture<>();
    Thread.ofPlatform().name("app").start(() -> ended.complete(run(args)));
    Awaitility.await().until(() -> ended.isDone() || machine.err().contains("ready"));
    if (ended.isDone()) {
      throw new AssertionError("ended with " + ended.join() + ": " + machine.err());
    }
    return ended;
  }

  /** Where the API is. */
  public String api() {
    return group(API, 1);
  }

  /** The queue's TCP address. */
  public String tcp() {
    return group(QUEUE, 1);
  }

  /** Where the queue's HTTP paths are. */
  public String queue() {
    return group(QUEUE, 2);
  }

  /** The store's URL. */
  public String store() {
    return group(STORE, 1);
  }

  /** Where a streamer's metrics are. */
  public String metrics() {
    return group(METRICS, 1);
  }

  private String group(Pattern pattern, int group) {
    Matcher matcher = pattern.matcher(machine.err());
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in " + machine.err());
    }
    return matcher.group(group);
  }
}
