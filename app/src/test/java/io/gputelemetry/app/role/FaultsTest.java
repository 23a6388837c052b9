package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.FailingDisk;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong while a process runs. */
final class FaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestApp app = new TestApp();

  @TempDir private Path directory;

  @BeforeEach
  void configure() {
    app.environment.put("DATA_DIR", directory.resolve("data").toString());
    app.environment.put("PORT", "0");
    app.environment.put("TCP_ADDR", ":0");
    app.environment.put("HTTP_ADDR", ":0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"broker", "store"})
  void disk_thatFails_endsTheProcessAtOnceWithOneLine(String part) throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    app.disks = Optional.of(path -> new FailingDisk(RealDisk.at(path), part, broken));
    CompletableFuture<ExitCode> running = app.start("all", "--rate", "1000");

    broken.set(true);

    assertThat(app.machine.halted.get(30, TimeUnit.SECONDS)).isEqualTo(ExitCode.IO);
    assertThat(app.machine.err().lines())
        .filteredOn(line -> line.contains("the disk failed: Input/output error"))
        .hasSize(1);
    running.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Test
  void message_thatIsNoBatch_isSetAsideAndTheOthersGoOn() {
    CompletableFuture<ExitCode> running = app.start("all", "--storage-type", "memory");
    URI tcp = URI.create("tcp://" + app.tcp());
    TcpQueueConfig config =
        TcpQueueConfig.of(tcp.getHost(), tcp.getPort(), new QueueRequest.Hello("test", "test", ""));
    byte[] bytes = {1, 2, 3};
    Message garbage = new Message(Message.SAMPLE_BATCH, 0, ByteBuffer.wrap(bytes));
    try (MessageQueue queue =
        new MessageQueue(TcpQueueConnection.connect(config), Duration.ofSeconds(10))) {
      for (int i = 0; i < 2; i++) {
        queue.publish("telemetry", Producer.ANONYMOUS, List.of(garbage), PATIENCE);
      }

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            QueueReply.Chunk letters =
                queue.read("telemetry.dlq", new StartPosition.Earliest(), 1_000, Duration.ZERO);
            assertThat(letters.deliveries()).hasSize(2);
          });
      await()
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(queue.inspect().getFirst().groups().getFirst().committed())
                  .isGreaterThan(3));
    }
    app.machine.stop();
    assertThat(running.join()).isEqualTo(ExitCode.FINE);
  }
}
