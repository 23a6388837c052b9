package io.gputelemetry.systemtests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As many connections as a broker takes, all of them silent, from another process. */
@Tag("proof")
class IdleConnectionsTest {
  private static final int CONNECTIONS = 10_000;
  private static final long BOUND_KIB = 200 << 10;

  @Test
  @Timeout(120)
  void broker_withTenThousandSilentConnections_staysSmallAndAnswers(@TempDir Path directory)
      throws Exception {
    try (LaunchedProcess broker =
        LaunchedProcess.start(
            directory,
            Map.of(
                "DATA_DIR", directory.resolve("data").toString(),
                "TCP_ADDR", "127.0.0.1:0",
                "HTTP_ADDR", "127.0.0.1:0"),
            "broker")) {
      int port = Integer.parseInt(broker.await("tcp://127.0.0.1:(\\d+)").group(1));
      QueueRequest.Hello hello = new QueueRequest.Hello("probe", "test", "");
      try (MessageQueue probe =
          new MessageQueue(
              TcpQueueConnection.connect(TcpQueueConfig.of("127.0.0.1", port, hello)),
              Duration.ofSeconds(10))) {
        assertThat(probe.inspection().clients()).hasSize(1);
        long before = residentKib(broker.process().pid());
        Process clients = clients(port, CONNECTIONS - 1);
        try (BufferedReader said = clients.inputReader(StandardCharsets.UTF_8)) {
          assertThat(said.readLine()).isEqualTo(IdleClients.CONNECTED + " " + (CONNECTIONS - 1));
          Awaitility.await()
              .atMost(Duration.ofSeconds(30))
              .until(() -> openFiles(broker.process().pid()) > CONNECTIONS);
          assertThat(probe.inspection().clients()).as("it still answers").isNotEmpty();
          long more = residentKib(broker.process().pid()) - before;
          System.out.printf(
              "%d silent connections: %d MiB resident, before %d MiB%n",
              CONNECTIONS, (before + more) >> 10, before >> 10);
          assertThat(more).as("KiB more").isLessThan(BOUND_KIB);
        } finally {
          clients.getOutputStream().close();
          assertThat(clients.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
      }
    }
  }

  private static Process clients(int port, int count) throws IOException {
    String classPath =
        Optional.ofNullable(System.getProperty("surefire.test.class.path"))
            .orElseGet(() -> System.getProperty("java.class.path"));
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            classPath,
            IdleClients.class.getName(),
            Integer.toString(port),
            Integer.toString(count))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static long openFiles(long pid) throws IOException {
    try (var files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return files.count();
    }
  }

  private static long residentKib(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmRSS for " + pid);
  }
}
