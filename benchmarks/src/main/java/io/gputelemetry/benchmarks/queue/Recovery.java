package io.gputelemetry.benchmarks.queue;

import io.gputelemetry.benchmarks.RunningPipeline;
import io.gputelemetry.benchmarks.RunningRole;
import io.gputelemetry.queue.Publisher;
import io.gputelemetry.queue.PublisherConfig;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.Subscriber;
import io.gputelemetry.queue.SubscriberConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** How long a broker with a large log takes from its start to its first message after a kill. */
record Recovery(Path directory, int gibibytes) {
  private static final int BODY_BYTES = 16 << 10;
  private static final String TOPIC = "large";

  void run() throws IOException, InterruptedException {
    long messages = ((long) gibibytes << 30) / BODY_BYTES;
    int port = RunningPipeline.freePort();
    RunningRole first = start(port);
    System.out.printf("broker with an empty log ready after %d ms%n", first.awaitReady());
    publish(port, messages);
    first.process().destroyForcibly().waitFor();
    RunningRole second = start(port);
    try (TcpQueueConnection connection = QueueRun.connect(port);
        Subscriber subscriber =
            Subscriber.of(
                connection, SubscriberConfig.stream(TOPIC, new StartPosition.At(messages - 1)))) {
      long ready = second.awaitReady();
      if (subscriber.next(Duration.ofSeconds(30)).isEmpty()) {
        throw new IllegalStateException("the last message did not come");
      }
      System.out.printf(
          "recovery of %d GiB after a kill: ready after %d ms, last message read after %d ms%n",
          gibibytes, ready, (System.nanoTime() - second.startedNanos()) / 1_000_000);
    } finally {
      second.close();
    }
  }

  private static void publish(int port, long messages) {
    try (TcpQueueConnection connection = QueueRun.connect(port);
        Publisher publisher = Publisher.of(connection, PublisherConfig.of(TOPIC))) {
      for (long number = 0; number < messages; number++) {
        var _ = publisher.publish(Body.make(BODY_BYTES, 0, number, 0));
      }
    }
  }

  private RunningRole start(int port) throws IOException {
    int http = RunningPipeline.freePort();
    return RunningRole.start(
        directory,
        "broker",
        http,
        Map.of(
            "DATA_DIR", directory.resolve("recovery").toString(),
            "TCP_ADDR", "127.0.0.1:" + port,
            "HTTP_ADDR", "127.0.0.1:" + http,
            "MAX_LOG_BYTES", (gibibytes + 2) + "GiB"));
  }
}
