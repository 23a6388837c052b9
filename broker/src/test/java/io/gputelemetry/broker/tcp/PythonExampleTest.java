package io.gputelemetry.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.access.AccessToken;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.wire.FrameServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The script of the documentation does what the documentation says, against a real door. */
class PythonExampleTest {
  private static final Path SCRIPT = Path.of("..", "docs", "examples", "queue.py");

  @Test
  void script_publishesAndConsumes() throws Exception {
    BrokerConfig config = new BrokerConfig(TopicConfig.DEFAULT, 10, Duration.ZERO);
    SystemClock clock = new SystemClock();
    var failures = new CompletableFuture<Throwable>();
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Broker broker =
            Broker.open(
                new SimulatedDisk(), config, clock, new SplittableRandom(1), failures::complete);
        TcpDoor door =
            new TcpDoor(
                FrameServerConfig.listeningOn(any),
                List.of(AccessToken.ofEverything("secret")),
                new TcpDoor.Engine(broker::connect, new EventTimes(clock)),
                System::nanoTime)) {
      assertThat(run(door.port(), "secret"))
          .isEqualTo("0 {'n': 0}\n1 {'n': 1}\n2 {'n': 2}\nexit 0");
      assertThat(run(door.port(), "secret")).startsWith("3 {'n': 0}\n").endsWith("exit 0");
      assertThat(run(door.port(), "wrong")).contains("RuntimeError: no valid token", "exit 1");
    }
  }

  private static String run(int port, String token) throws Exception {
    Process python;
    try {
      python =
          new ProcessBuilder(
                  "python3", SCRIPT.toString(), "127.0.0.1", Integer.toString(port), token)
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new AssertionError("this test needs python3 on the path", e);
    }
    try {
      String out = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return out + "exit " + python.exitValue();
    } finally {
      python.destroyForcibly();
    }
  }
}
