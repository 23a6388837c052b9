package io.gputelemetry.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.app.terminal.AskedBroker.Ended;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.StartPosition;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing, consuming and probing at a terminal. */
final class MessagesTest {
  @TempDir private Path directory;
  private AskedBroker broker;

  @BeforeEach
  void start() {
    broker = new AskedBroker(directory.resolve("data"));
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void words_arePublished_andReadAgainWithoutBeingTaken() {
    assertThat(broker.lines("publish", "one", "{\"two\":2}", "3")).containsExactly("0", "1", "2");
    for (int i = 0; i < 2; i++) {
      assertThat(broker.lines("consume")).containsExactly("one", "{\"two\":2}", "3");
    }
    assertThat(broker.lines("consume", "--from", "1", "--max", "1")).containsExactly("{\"two\":2}");
    assertThat(broker.lines("consume", "--from", "latest")).isEmpty();
    assertThat(contentTypes())
        .satisfiesExactly(
            type -> assertThat(type).isEqualTo("text/plain;charset=utf-8"),
            type -> assertThat(type).startsWith("application/json;event-time="),
            type -> assertThat(type).startsWith("application/json;event-time="));
  }

  @Test
  void lines_ofTheStandardInput_areAMessageEach() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 1_201; i++) {
      lines.append("line ").append(i).append("\n");
    }
    Ended published = broker.input(lines + "\n", "publish", "--topic", "many", "--json");
    assertThat(published.out().lines()).hasSize(1_201);
    assertThat(published.out()).endsWith("{\"topic\":\"many\",\"offset\":1200}\n");
    assertThat(broker.lines("consume", "--topic", "many")).hasSize(1_201).endsWith("line 1200");
  }

  @Test
  void file_isOneMessage_whatIsNoTextIsShownInBase64() throws Exception {
    Path file = Files.write(directory.resolve("a.bin"), new byte[] {0, 1, (byte) 255});
    broker.lines("publish", "--file", file.toString());
    broker.lines("publish", "--file", file.toString(), "--content-type", "image/png");
    assertThat(broker.lines("consume"))
        .containsExactly("(3 bytes of application/octet-stream)", "(3 bytes of image/png)");
    assertThat(broker.lines("consume", "--from", "1", "--json"))
        .singleElement()
        .asString()
        .endsWith("\"content_type\":\"image/png\",\"payload_base64\":\"AAH/\"}");
    Ended none = broker.ask("publish", "--file", directory.resolve("none").toString());
    assertThat(none.code()).isEqualTo(ExitCode.USAGE);
    assertThat(none.err()).contains("--file").contains("cannot be read");
  }

  @Test
  void key_isKeptBesideJson() {
    broker.lines("publish", "--key", "GPU-1", "{\"a\":1}");
    assertThat(broker.lines("consume", "--json").getFirst())
        .contains("\"key\":\"GPU-1\",\"payload\":{\"a\":1}}");
    Ended text = broker.ask("publish", "--key", "k", "no json");
    assertThat(text.code()).isEqualTo(ExitCode.USAGE);
    assertThat(text.err()).contains("--key");
  }

  @Test
  void member_acksWhatItPrinted_orGivesItBack() {
    broker.lines("publish", "a", "b");
    assertThat(broker.lines("consume", "--group", "g", "--no-ack")).containsExactly("a", "b");
    assertThat(broker.lines("consume", "--group", "g", "--max", "1", "--json").getFirst())
        .contains("\"delivery_count\":2", "\"payload\":\"a\"");
    assertThat(broker.lines("consume", "--group", "g")).containsExactly("b");
    assertThat(broker.lines("consume", "--group", "g")).isEmpty();
    assertThat(broker.lines("consume")).as("a reader sees all").hasSize(2);
    assertThat(broker.ask("consume", "--no-ack").err()).contains("--no-ack is for members");
  }

  @Test
  void consume_ofATopicThatIsNotThere_makesNone() {
    assertThat(broker.ask("consume", "--topic", "typo").code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(broker.lines("topic", "list")).containsExactly("There is no topic.");
  }

  @Test
  void consume_fromWhereNoPlaceIs_saysSoFirst() {
    Ended wrong = broker.ask("consume", "--topic", "typo", "--from", "nonsense");
    assertThat(wrong.code()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.err()).contains("--from cannot be 'nonsense': not a place").hasLineCount(1);
    Ended group = broker.ask("consume", "--topic", "typo", "--group", "a b");
    assertThat(group.err()).contains("--group cannot be 'a b'").hasLineCount(1);
  }

  @Test
  void consume_thatFollows_goesOnUntilItIsStopped() throws Exception {
    broker.lines("publish", "first");
    TestApp app = broker.app();
    CompletableFuture<ExitCode> end = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> end.complete(app.run("consume", "--follow")));
    await().untilAsserted(() -> assertThat(app.machine.out()).isEqualTo("first\n"));
    broker.lines("publish", "second");
    await().untilAsserted(() -> assertThat(app.machine.out()).isEqualTo("first\nsecond\n"));
    app.machine.stop();
    assertThat(end.get(30, TimeUnit.SECONDS)).isEqualTo(ExitCode.FINE);
  }

  @Test
  void probe_thatWorks_saysHowLongEachStepTook() {
    assertThat(broker.lines("probe"))
        .satisfiesExactly(
            line -> assertThat(line).matches("connect  \\d+ µs"),
            line -> assertThat(line).matches("publish  \\d+ µs"),
            line -> assertThat(line).matches("consume  \\d+ µs"));
    assertThat(broker.lines("probe", "--json").getFirst())
        .matches("\\{\"connect_micros\":\\d+,\"publish_micros\":\\d+,\"consume_micros\":\\d+}");
    broker.lines("probe", "--topic", "own");
    assertThat(broker.lines("consume", "--topic", "own")).hasSize(1);
  }

  @Test
  void queue_thatIsNotThere_isSaidInOneLine() throws Exception {
    String nowhere;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nowhere = "tcp://127.0.0.1:" + taken.getLocalPort();
    }
    Ended list = broker.ask("topic", "list", "--url", nowhere);
    assertThat(list.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(list.err()).contains("the queue does not answer").hasLineCount(1);
    Ended probe = broker.ask("probe", "--url", nowhere);
    assertThat(probe.code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(probe.err()).contains("the probe failed at connect").hasLineCount(1);
  }

  private List<String> contentTypes() {
    try (MessageQueue queue = broker.queue()) {
      return queue
          .read("telemetry", new StartPosition.Earliest(), 1 << 20, Duration.ZERO)
          .deliveries()
          .stream()
          .map(Delivery::message)
          .map(message -> message.contentType())
          .toList();
    }
  }
}
