package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that can be wrong at the start: one line that says what to do, and the exit code. */
final class StartFailuresTest {
  private final TestApp app = new TestApp();

  @TempDir private Path directory;

  @BeforeEach
  void configure() {
    app.environment.put("DATA_DIR", directory.resolve("data").toString());
    app.environment.put("PORT", "0");
    app.environment.put("TCP_ADDR", ":0");
    app.environment.put("HTTP_ADDR", ":0");
    app.environment.put("LOG_LEVEL", "error");
  }

  @Test
  void directory_thatIsAFile_isRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertRefused(ExitCode.UNAVAILABLE, file.toString(), "broker", "--data-dir", file.toString());
  }

  @Test
  void directory_thatCannotBeMade_isRefused() {
    assertRefused(ExitCode.UNAVAILABLE, "/proc/nothing", "broker", "--data-dir", "/proc/nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --shard-count 2                                       | for stream-mode sharded
          --stream-mode sharded --shard-count 2                 | needs shard-count and shard-index
          --stream-mode sharded --shard-count 2 --shard-index 2 | numbered from 0 to 1
          --csv-path x.csv --scrape-targets a                   | are two sources
          --csv-path x.csv --source simulator                   | source simulator does not read a csv-path
          --scrape-targets a --source receive                   | source receive does not read scrape targets
          --source csv                                          | source csv needs a csv-path
          --source scrape                                       | needs scrape-targets or scrape-files
          --scrape-targets a --rate 5                           | rate (flag --rate) does not apply to source scrape
          --scrape-targets ftp://a                              | only http and https are known
          --scrape-targets a --scrape-timeout 1m                | timeout of at most the interval
          --scrape-targets a,,b                                 | nothing between two commas
          --scrape-interval 1s                                  | scrape-interval (flag --scrape-interval) says how scrape-targets or scrape-files is read, which is not set
          --scrape-job x --csv-path x.csv                       | scrape-job (flag --scrape-job) says
          --passes 2                                            | passes (flag --passes) says how csv-path is read
          --passes 2 --scrape-targets a                         | passes (flag --passes) says how csv-path is read
          --csv-path x.csv --csv-follow end --passes 2          | passes (flag --passes) does not apply to csv-follow
          """)
  void source_thatContradictsItself_isRefused(String flags, String expected) {
    assertRefused(
        ExitCode.USAGE,
        expected,
        Stream.concat(Stream.of("streamer"), Stream.of(flags.split(" "))).toArray(String[]::new));
  }

  @Test
  void follow_ofNoOneFile_isRefused() {
    assertRefused(ExitCode.USAGE, "csv-follow needs csv-path", "all", "--csv-follow", "true");
    String path = directory.toString();
    assertRefused(
        ExitCode.USAGE, "is a directory", "all", "--csv-follow", "end", "--csv-path", path);
    assertRefused(
        ExitCode.USAGE,
        "without stream-mode shared",
        "all",
        "--csv-follow",
        "beginning",
        "--stream-mode",
        "shared",
        "--csv-path",
        path + "/live.csv");
    assertRefused(ExitCode.USAGE, "csv-follow cannot be 'start'", "all", "--csv-follow", "start");
  }

  @Test
  void csv_directoryWithoutFiles_isRefused() {
    assertRefused(ExitCode.UNAVAILABLE, "without *.csv", "all", "--csv-path", directory.toString());
  }

  @Test
  void csv_thatIsMissing_isRefused() {
    assertRefused(
        ExitCode.UNAVAILABLE, "there is no file", "all", "--csv-path", directory + "/none.csv");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void csv_withoutANeededColumn_isRefusedNamingIt() throws IOException {
    Path file = Files.writeString(directory.resolve("a.csv"), "metric_name,value\nA,1\n");
    assertRefused(ExitCode.UNAVAILABLE, "uuid", "all", "--csv-path", file.toString());
  }

  @Test
  void csv_withoutAUsableRow_isRefused() throws IOException {
    Path file = Files.writeString(directory.resolve("a.csv"), "metric_name,uuid,value\nA,,1\n");
    assertRefused(ExitCode.UNAVAILABLE, "no usable row", "streamer", "--csv-path", file.toString());
  }

  @Test
  void address_thatOthersCanReach_isRefusedWithoutAToken() {
    assertRefused(ExitCode.USAGE, "set TOKEN or TOKEN_FILE", "all", "--host", "0.0.0.0");
    assertRefused(ExitCode.USAGE, "tcp-addr 0.0.0.0:0", "broker", "--tcp-addr", "0.0.0.0:0");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void host_thatIsUnknown_isRefusedAndLeavesNothing() {
    assertRefused(
        ExitCode.UNAVAILABLE, "no.such.host.invalid", "all", "--host", "no.such.host.invalid");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void port_thatIsTaken_isRefusedAndLeavesNothing() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      String message = "choose another one with --port";
      assertRefused(ExitCode.UNAVAILABLE, message, "all", "--port", port);
      assertRefused(ExitCode.UNAVAILABLE, "--http-addr", "broker", "--http-addr", ":" + port);
    }
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void port_askedForTwice_isRefusedAndLeavesNothing() throws IOException {
    String port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = ":" + free.getLocalPort();
    }
    assertRefused(
        ExitCode.UNAVAILABLE, "--http-addr", "broker", "--tcp-addr", port, "--http-addr", port);
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void storage_ofALaterVersion_isRefused() {
    assertRefused(
        ExitCode.USAGE,
        "storage-type postgres (flag --storage-type) is not in this version; valid here: memory,"
            + " embedded",
        "all",
        "--storage-type",
        "postgres");
  }

  @Test
  void store_whoseAddressIsRefused_leavesNothing() {
    assertRefused(ExitCode.USAGE, "store-addr 0.0.0.0:0", "store", "--store-addr", "0.0.0.0:0");
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @Test
  void storeUrl_ofAnotherKind_isRefused() {
    assertRefused(
        ExitCode.USAGE, "valid: tcp://host:port", "collector", "--store-url", "http://h:1");
    assertRefused(ExitCode.USAGE, "valid here: remote", "api", "--storage-type", "influxdb");
  }

  @Test
  void memoryStore_ofARoleAlone_isRefused() {
    assertRefused(
        ExitCode.USAGE,
        "valid for collector alone: remote, embedded",
        "collector",
        "--storage-type",
        "memory");
    assertRefused(ExitCode.USAGE, "run 'gpu-telemetry all'", "api", "--storage-type", "memory");
  }

  @Test
  void log_thatIsDamaged_isRefused() throws IOException {
    CompletableFuture<ExitCode> running = app.start("all", "--storage-type", "memory");
    app.machine.stop();
    assertThat(running.join()).isEqualTo(ExitCode.FINE);
    damage(directory.resolve("data"));

    TestApp again = new TestApp();
    again.environment.putAll(app.environment);

    assertThat(again.run("all", "--storage-type", "memory")).isEqualTo(ExitCode.DAMAGED);
    assertThat(again.machine.err()).contains("the queue: damaged:").hasLineCount(1);
  }

  /** Turns a bit of the largest file. */
  private static void damage(Path data) throws IOException {
    try (var files = Files.walk(data)) {
      Path largest =
          files
              .filter(Files::isRegularFile)
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(largest);
      bytes[200] ^= 1;
      Files.write(largest, bytes);
    }
  }

  private void assertRefused(ExitCode code, String message, String... args) {
    int before = app.machine.err().length();
    assertThat(app.run(args)).as(app.machine.err()).isEqualTo(code);
    assertThat(app.machine.err().substring(before))
        .startsWith("gpu-telemetry: ")
        .contains(message)
        .hasLineCount(1);
  }
}
