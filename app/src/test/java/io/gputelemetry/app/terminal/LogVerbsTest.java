package io.gputelemetry.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.app.terminal.AskedBroker.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic whose files are damaged while no broker runs, from the failure to the repair. */
final class LogVerbsTest {
  private static final int MESSAGES = 40;

  @TempDir private Path directory;

  @Test
  void damagedFile_isFound_repaired_andTheGroupGoesOnBehindIt() throws Exception {
    write();
    Path topic = topic();
    assertThat(verify(topic).code()).isEqualTo(ExitCode.FINE);
    Path file = files(topic, ".log").getFirst();
    byte[] bytes = Files.readAllBytes(file);
    bytes[30_000]++;
    Files.write(file, bytes);

    Ended damaged = verify(topic);
    assertThat(damaged.code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(damaged.out()).contains(file.getFileName() + " is damaged at byte ", "leaves a gap");
    assertStandsStill();
    Ended asked = run("log", "repair", topic.toString());
    assertThat(asked.code()).isEqualTo(ExitCode.USAGE);
    assertThat(asked.err()).contains("(1 places)", "add --yes");
    assertThat(files(topic, ".damaged-1")).isEmpty();
    assertThat(run("log", "repair", topic.toString(), "--yes", "--json").out())
        .contains("\"kept_as\":\"0000000000000001.damaged-1\",\"repair\":\"leaves a gap\"");
    assertThat(Files.readAllBytes(files(topic, ".damaged-1").getFirst())).isEqualTo(bytes);
    assertThat(verify(topic).code()).isEqualTo(ExitCode.FINE);
    assertThat(run("log", "repair", topic.toString(), "--yes").out())
        .isEqualTo("There is nothing to repair.\n");
    assertGoesOn();
  }

  @Test
  void fileWithADamagedHeader_isLeftOut_andTheTopicBeginsBehindIt() throws Exception {
    write();
    Path topic = topic();
    Path file = files(topic, ".log").getFirst();
    byte[] bytes = Files.readAllBytes(file);
    bytes[100]++;
    Files.write(file, bytes);
    assertThat(run("log", "repair", topic.toString(), "--yes").code()).isEqualTo(ExitCode.FINE);
    assertThat(files(topic, ".log")).doesNotContain(file).isNotEmpty();
    try (AskedBroker broker = new AskedBroker(directory)) {
      int rest = broker.lines("consume", "--topic", "t", "--group", "g").size();
      int lost = MESSAGES - rest;
      assertThat(lost).isPositive();
      assertThat(rest).isPositive();
      assertThat(broker.lines("group", "describe", "g", "--topic", "t", "--json").getFirst())
          .contains("\"committed\":40,\"lag\":0", "\"gap_messages\":" + lost)
          .contains("\"last_gap_from\":0,\"last_gap_to\":" + lost);
    }
  }

  @Test
  void directory_thatAProcessHolds_isNotRepaired() throws Exception {
    write();
    Path topic = topic();
    Path file = files(topic, ".log").getFirst();
    try (AskedBroker _ = new AskedBroker(directory)) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[30_000]++;
      Files.write(file, bytes);
      Ended refused = run("log", "repair", topic.toString(), "--yes");
      assertThat(refused.code()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(refused.err()).contains("is in use by process").hasLineCount(1);
    }
    assertThat(files(topic, ".damaged-1")).isEmpty();
  }

  @Test
  void newestFile_thatIsDamaged_cannotBeRepaired() throws Exception {
    write();
    Path topic = topic();
    Path newest = files(topic, ".log").getLast();
    byte[] bytes = Files.readAllBytes(newest);
    bytes[5_000]++;
    Files.write(newest, bytes);
    assertThat(verify(topic).out()).contains("is not possible");
    Ended repair = run("log", "repair", topic.toString(), "--yes");
    assertThat(repair.code()).isEqualTo(ExitCode.DAMAGED);
    assertThat(repair.err()).contains("the newest file cannot be repaired").hasLineCount(1);
    assertThat(Files.readAllBytes(newest)).isEqualTo(bytes);
  }

  @Test
  void directory_thatIsNone_orHoldsNoLog_isSaidSo() {
    Path none = directory.resolve("none");
    assertThat(verify(none).err()).contains("is no directory").hasLineCount(1);
    assertThat(none).doesNotExist();
    assertThat(verify(directory).err()).contains("holds no log");
    assertThat(directory).isEmptyDirectory();
    assertThat(run("log", "verify").code()).isEqualTo(ExitCode.USAGE);
  }

  /** So much that the log has closed files; a group holds them. */
  private void write() {
    try (AskedBroker broker = new AskedBroker(directory)) {
      broker.lines("topic", "create", "t", "--max-bytes", "1MiB");
      broker.lines("group", "create", "g", "--topic", "t", "--retain");
      String text = "x".repeat(16_000);
      for (int i = 0; i < MESSAGES; i++) {
        broker.lines("publish", "--topic", "t", i + text);
      }
    }
  }

  private void assertStandsStill() {
    try (AskedBroker broker = new AskedBroker(directory)) {
      Ended consumed = broker.ask("consume", "--topic", "t", "--group", "g");
      assertThat(consumed.code()).isEqualTo(ExitCode.DIFFERENT);
      assertThat(consumed.err()).contains("CORRUPT");
      assertThat(consumed.out()).startsWith("0x").hasLineCount(1);
      assertThat(broker.ask("consume", "--topic", "t", "--group", "g").out()).isEmpty();
    }
  }

  private void assertGoesOn() {
    try (AskedBroker broker = new AskedBroker(directory, 1_000)) {
      List<String> rest = broker.lines("consume", "--topic", "t", "--group", "g");
      assertThat(rest).hasSize(MESSAGES - 2).last().asString().startsWith("39x");
      assertThat(broker.lines("group", "describe", "g", "--topic", "t", "--json").getFirst())
          .contains("\"committed\":40,\"lag\":0")
          .contains("\"gap_messages\":1", "\"last_gap_from\":1,\"last_gap_to\":2");
      assertThat(broker.lines("publish", "--topic", "t", "next")).containsExactly("40");
    }
  }

  private Path topic() {
    return directory.resolve("broker").resolve("topics").resolve("t");
  }

  private static List<Path> files(Path topic, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(topic)) {
      return files.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static Ended verify(Path topic) {
    return run("log", "verify", topic.toString());
  }

  private static Ended run(String... args) {
    TestApp app = new TestApp();
    ExitCode code = app.run(args);
    return new Ended(code, app.machine.out(), app.machine.err());
  }
}
