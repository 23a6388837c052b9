package io.gputelemetry.systemtests.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import io.gputelemetry.systemtests.crash.Ports;
import io.gputelemetry.systemtests.launch.LaunchedProcess;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The all-in-one process, which can be killed and started again in the same place. */
final class Pipeline implements AutoCloseable {
  private final Path directory;
  private final Ports ports;
  private final Map<String, String> settings;
  private LaunchedProcess process;

  /** Starts it and waits until it is ready. */
  Pipeline(Path directory, Map<String, String> settings) throws IOException {
    this.directory = directory;
    this.settings = settings;
    ports = Ports.free();
    process = start();
  }

  private LaunchedProcess start() throws IOException {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("DATA_DIR", directory.resolve("data").toString());
    environment.put("HOST", "127.0.0.1");
    environment.put("PORT", Integer.toString(ports.api()));
    environment.put("TCP_ADDR", "127.0.0.1:" + ports.tcp());
    environment.put("HTTP_ADDR", "127.0.0.1:" + ports.http());
    LaunchedProcess started = LaunchedProcess.start(directory, environment, "all");
    started.await("ready: ");
    return started;
  }

  String url() {
    return "http://127.0.0.1:" + ports.api() + "/";
  }

  /** A client of its queue, under a name. */
  MessageQueue connect(String instance) {
    QueueRequest.Hello hello = new QueueRequest.Hello(instance, "streamer", "");
    return new MessageQueue(
        TcpQueueConnection.connect(TcpQueueConfig.of("127.0.0.1", ports.tcp(), hello)),
        Duration.ofSeconds(20));
  }

  /** Publishes one sample, as a streamer does whose sample was held up since its event time. */
  void publish(SeriesIdentity series, long eventTimeMicros, double value) {
    SampleBatch.Builder batch = new SampleBatch.Builder();
    batch.add(batch.index(series), eventTimeMicros, SampleBatch.NO_SOURCE_TIME, value);
    Message message =
        new Message(Message.SAMPLE_BATCH, 1, new SampleBatchCodec().encode(batch.build()));
    try (MessageQueue queue = connect("late")) {
      assertThat(
              queue.publish(
                  QueueRequest.DEFAULT_TOPIC,
                  Producer.ANONYMOUS,
                  List.of(message),
                  Duration.ofSeconds(10)))
          .isInstanceOf(QueueReply.Published.class);
    }
  }

  /** Ends it as the kernel would, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.process().destroyForcibly();
    if (!process.process().waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("it survived a kill");
    }
  }

  /** Starts it again on the same directory and ports. */
  void restart() throws IOException {
    process = start();
  }

  @Override
  public void close() {
    process.close();
  }
}
