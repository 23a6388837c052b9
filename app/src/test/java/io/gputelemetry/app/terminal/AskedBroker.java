package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A broker in this process, asked by the commands of the executable. */
final class AskedBroker implements AutoCloseable {
  /** How a command ended, and what it wrote. */
  record Ended(ExitCode code, String out, String err) {}

  private final TestApp broker = new TestApp();
  private final AtomicLong seeds;
  private final CompletableFuture<ExitCode> end;

  AskedBroker(Path data) {
    this(data, 0);
  }

  /**
   * One whose commands use other seeds than those that asked an earlier broker of the same data.
   */
  AskedBroker(Path data, long earlier) {
    seeds = new AtomicLong(earlier);
    broker.environment.put("DATA_DIR", data.toString());
    end = broker.start("broker", "--tcp-addr", ":0", "--http-addr", ":0");
  }

  String url() {
    return "tcp://" + broker.tcp();
  }

  Ended ask(String... args) {
    return input("", args);
  }

  Ended input(String in, String... args) {
    TestApp app = app();
    app.machine.in = in;
    ExitCode code = app.run(args);
    return new Ended(code, app.machine.out(), app.machine.err());
  }

  /** One that finds the broker by its environment. */
  TestApp app() {
    TestApp app = new TestApp();
    app.environment.put("MQ_URL", url());
    app.machine.seed = seeds.incrementAndGet();
    return app;
  }

  /** The output of a command that must succeed, by lines. */
  List<String> lines(String... args) {
    Ended ended = ask(args);
    if (ended.code() != ExitCode.FINE || !ended.err().isEmpty()) {
      throw new AssertionError(List.of(args) + " ended with " + ended);
    }
    return new ArrayList<>(ended.out().lines().toList());
  }

  MessageQueue queue() {
    int port = Integer.parseInt(broker.tcp().substring(broker.tcp().lastIndexOf(':') + 1));
    QueueRequest.Hello hello = new QueueRequest.Hello("test", "test", "");
    return new MessageQueue(
        TcpQueueConnection.connect(TcpQueueConfig.of("127.0.0.1", port, hello)),
        Duration.ofSeconds(10));
  }

  @Override
  public void close() {
    broker.machine.stop();
    var _ = end.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
