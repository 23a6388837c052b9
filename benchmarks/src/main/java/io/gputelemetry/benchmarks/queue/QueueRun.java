package io.gputelemetry.benchmarks.queue;

import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Publisher;
import io.gputelemetry.queue.PublisherConfig;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.Received;
import io.gputelemetry.queue.Subscriber;
import io.gputelemetry.queue.SubscriberConfig;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Publishers and members of one group on one topic, each with a connection of its own. */
record QueueRun(Process broker, int port, String topic, Shape shape) {
  private static final String GROUP = "load";
  private static final Duration SILENCE_MAX = Duration.ofSeconds(30);

  /**
   * How many, and how large.
   *
   * @param each messages of each publisher
   */
  record Shape(int publishers, int consumers, int bodyBytes, int each) {
    long messages() {
      return (long) publishers * each;
    }
  }

  static TcpQueueConnection connect(int port) {
    return TcpQueueConnection.connect(
        TcpQueueConfig.of("127.0.0.1", port, new QueueRequest.Hello("load", "load", "")));
  }

  /** Consumers are there from the start. */
  Figures throughput() throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Figures.Cpu before = Figures.Cpu.now(broker);
      long start = System.nanoTime();
      List<Future<Seen>> consumers = consume(threads);
      publish(threads);
      return finish(consumers, start, before);
    }
  }

  /** Everything is in the log before the first is read. */
  Figures backlog() throws Exception {
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      for (Future<?> publisher : publish(threads)) {
        publisher.get();
      }
      Figures.Cpu before = Figures.Cpu.now(broker);
      long start = System.nanoTime();
      return finish(consume(threads), start, before);
    }
  }

  private Figures finish(List<Future<Seen>> consumers, long start, Figures.Cpu before)
      throws Exception {
    List<Seen> seen = new ArrayList<>();
    for (Future<Seen> consumer : consumers) {
      seen.add(consumer.get());
    }
    long nanos = System.nanoTime() - start;
    Figures.Cpu after = Figures.Cpu.now(broker);
    Seen.requireAll(seen, shape.publishers(), shape.each());
    return Figures.of(shape.messages(), nanos, before, after);
  }

  private List<Future<?>> publish(ExecutorService threads) {
    List<Future<?>> publishers = new ArrayList<>();
    for (int i = 0; i < shape.publishers(); i++) {
      int publisher = i;
      publishers.add(threads.submit(() -> publish(publisher)));
    }
    return publishers;
  }

  private void publish(int producer) {
    try (TcpQueueConnection connection = connect(port);
        Publisher publisher = Publisher.of(connection, PublisherConfig.of(topic))) {
      for (int number = 0; number < shape.each(); number++) {
        var _ =
            publisher.publish(Body.make(shape.bodyBytes(), producer, number, System.nanoTime()));
      }
    }
  }

  /** Each message when the one before is acknowledged. */
  void publishOneByOne() {
    try (TcpQueueConnection connection = connect(port);
        Publisher publisher = Publisher.of(connection, PublisherConfig.of(topic))) {
      for (int number = 0; number < shape.each(); number++) {
        var _ =
            publisher.publish(Body.make(shape.bodyBytes(), 0, number, System.nanoTime())).offset();
      }
    }
  }

  private List<Future<Seen>> consume(ExecutorService threads) {
    AtomicLong received = new AtomicLong();
    List<Future<Seen>> consumers = new ArrayList<>();
    for (int i = 0; i < shape.consumers(); i++) {
      consumers.add(threads.submit(() -> consume(received)));
    }
    return consumers;
  }

  private Seen consume(AtomicLong all) throws InterruptedException {
    Seen seen = new Seen(shape.publishers(), shape.bodyBytes());
    try (TcpQueueConnection connection = connect(port);
        Subscriber subscriber = Subscriber.of(connection, SubscriberConfig.group(topic, GROUP))) {
      long heard = System.nanoTime();
      while (all.get() < shape.messages()) {
        Optional<Received> next = subscriber.next(Duration.ofMillis(100));
        if (next.isPresent()) {
          heard = System.nanoTime();
          Received received = next.get();
          received.forEach((_, buffer, at, length) -> seen.add(buffer, at, length));
          var _ = received.ack();
          all.addAndGet(received.size());
        } else if (System.nanoTime() - heard > SILENCE_MAX.toNanos()) {
          throw new IllegalStateException(all + " of " + shape.messages() + " messages came");
        }
      }
    }
    return seen;
  }

  /** A topic that is not needed any more must not take part in what is measured next. */
  void delete() {
    try (MessageQueue queue = new MessageQueue(connect(port), Duration.ofSeconds(30))) {
      var _ = queue.administer(new io.gputelemetry.queue.AdminRequest.DeleteTopic(topic));
    }
  }
}
