package io.gputelemetry.systemtests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.systemtests.Project;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the README, as they are written there. They use the usual ports. */
@Tag("proof")
class ReadmeTest {
  private static final int[] PORTS = {8080, 9000, 9001, 9002, 9003, 9004, 9005};

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void fiveProcesses_asWritten_moveTheWholeFile(@TempDir Path directory) throws Exception {
    requireFreePorts();
    Path output = directory.resolve("output");
    ProcessBuilder shell =
        new ProcessBuilder("timeout", "--kill-after=20", "120", "bash", "-c", commands())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    shell.environment().putAll(Map.of("TMPDIR", directory.toString(), "LOG_LEVEL", "warn"));
    Files.createSymbolicLink(directory.resolve("bin"), Project.root().resolve("bin"));

    int code = shell.start().waitFor();

    String printed = Files.readString(output);
    assertThat(code).as(printed).isZero();
    assertThat(printed)
        .contains("\"total_samples\":320,")
        .contains("\"queue_reachable\":true")
        .contains("\"role\":\"collector\"", "\"role\":\"streamer\"", "\"role\":\"api\"")
        .contains("\"samples\":320,");
  }

  private static String commands() throws IOException {
    String readme = Files.readString(Project.root().resolve("README.md"));
    int section = readme.indexOf("## Five processes");
    int begin = readme.indexOf("```sh\n", section) + "```sh\n".length();
    String block = readme.substring(begin, readme.indexOf("```", begin));
    assertThat(block).startsWith("export DATA_DIR=").endsWith("wait\n");
    return block;
  }

  private static void requireFreePorts() throws IOException {
    for (int port : PORTS) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException e) {
        throw new IOException(
            "the commands of the README need port " + port + ", which is taken", e);
      }
    }
  }
}
