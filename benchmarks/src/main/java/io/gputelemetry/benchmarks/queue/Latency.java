package io.gputelemetry.benchmarks.queue;

import io.gputelemetry.queue.Publisher;
import io.gputelemetry.queue.PublisherConfig;
import io.gputelemetry.queue.Received;
import io.gputelemetry.queue.Subscriber;
import io.gputelemetry.queue.SubscriberConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * From the moment at which a message was to be sent to the moment at which a consumer has it, at a
 * steady rate; a late sender counts as latency, so the sender does not sleep through the last tenth
 * of a millisecond, or fifth of the interval.
 */
record Latency(int port, String topic, int perSecond, int messages) {
  private static final int BODY_BYTES = 400;
  private static final long SPIN_NANOS_MAX = 100_000;
  private static final int SPIN_SHARE = 5;

  /** Sorted, in nanoseconds, without the first fifth. */
  long[] run() throws InterruptedException {
    long[] nanos = new long[messages];
    try (TcpQueueConnection to = QueueRun.connect(port);
        TcpQueueConnection from = QueueRun.connect(port);
        Subscriber subscriber = Subscriber.of(from, SubscriberConfig.group(topic, "latency"));
        Publisher publisher = Publisher.of(to, PublisherConfig.of(topic))) {
      Thread sender = Thread.ofPlatform().start(() -> send(publisher));
      int received = 0;
      while (received < messages) {
        Optional<Received> next = subscriber.next(Duration.ofSeconds(30));
        if (next.isEmpty()) {
          throw new IllegalStateException(received + " of " + messages + " messages came");
        }
        long now = System.nanoTime();
        next.get()
            .forEach((_, buffer, at, _) ->
                nanos[Body.number(buffer, at)] = now - Body.sentNanos(buffer, at));
        received += next.get().size();
        var _ = next.get().ack();
      }
      sender.join();
    }
    long[] warm = Arrays.copyOfRange(nanos, messages / 5, messages);
    Arrays.sort(warm);
    return warm;
  }

  private void send(Publisher publisher) {
    long interval = 1_000_000_000L / perSecond;
    long spin = Math.min(interval / SPIN_SHARE, SPIN_NANOS_MAX);
    long start = System.nanoTime();
    for (int number = 0; number < messages; number++) {
      long due = start + number * interval;
      long left;
      while ((left = due - System.nanoTime()) > 0) {
        if (left > spin) {
          LockSupport.parkNanos(left - spin);
        }
      }
      var _ = publisher.publish(Body.make(BODY_BYTES, 0, number, due));
    }
  }

  static String line(String name, long[] sorted) {
    return "%-34s p50 %,7.0f us  p99 %,7.0f us  p99.9 %,7.0f us"
        .formatted(name, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999));
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) ((sorted.length - 1) * share)] / 1e3;
  }
}
