package io.gputelemetry.systemtests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs everything in one process at full speed and watches its resident memory. */
@Tag("proof")
class MemoryTest {
  private static final long MINUTES = Long.getLong("minutes", 10);
  private static final long BOUND_KIB = 512 << 10;

  @Test
  void allInOne_atFullSpeed_staysSmall(@TempDir Path directory) throws Exception {
    try (LaunchedProcess all =
        LaunchedProcess.start(
            directory,
            Map.of(
                "DATA_DIR", directory.resolve("data").toString(),
                "RATE", "0",
                "MAX_LOG_BYTES", "1GiB",
                "PORT", "0",
                "TCP_ADDR", "127.0.0.1:0",
                "HTTP_ADDR", "127.0.0.1:0"),
            "all")) {
      long peak = 0;
      for (long second = 0; second < MINUTES * 60; second += 5) {
        assertThat(all.process().waitFor(5, TimeUnit.SECONDS))
            .as("it ended: " + all.output())
            .isFalse();
        peak = Math.max(peak, residentKib(all.process().pid()));
      }
      System.out.printf("peak of resident memory in %d minutes: %d MiB%n", MINUTES, peak >> 10);
      assertThat(peak).as("KiB resident").isPositive().isLessThan(BOUND_KIB);
      long stored = size(directory.resolve("data/store"));
      assertThat(stored).as("bytes it stored meanwhile").isGreaterThan(16L << 20);
    }
  }

  private static long residentKib(long pid) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmHWM for " + pid);
  }

  private static long size(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
