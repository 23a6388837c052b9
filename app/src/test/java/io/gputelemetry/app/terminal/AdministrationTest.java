package io.gputelemetry.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.terminal.AskedBroker.Ended;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Looking after topics, groups, dead letters and sequences at a terminal. */
@Timeout(60)
final class AdministrationTest {
  private static final StartPosition EARLIEST = new StartPosition.Earliest();
  private static final Duration WAIT = Duration.ofSeconds(10);

  private AskedBroker broker;

  @BeforeEach
  void start(@TempDir Path directory) {
    broker = new AskedBroker(directory);
  }

  @AfterEach
  void close() {
    broker.close();
  }

  @Test
  void topic_isMadeListedDescribedAndDeleted() {
    assertThat(broker.lines("topic", "list")).containsExactly("There is no topic.");
    assertThat(
            broker.lines(
                "topic",
                "create",
                "a",
                "--durability",
                "written",
                "--max-bytes",
                "1MiB",
                "--max-age",
                "2h",
                "--max-deliveries",
                "3",
                "--compression",
                "zstd"))
        .containsExactly("Topic a is there.");
    broker.lines("publish", "--topic", "a", "x", "y");
    assertThat(broker.lines("topic", "list").getLast()).matches("a +0 +2 +\\d+ +0 +0 +1");
    assertThat(broker.lines("topic", "list", "--json"))
        .singleElement()
        .asString()
        .startsWith("{\"topic\":\"a\",\"first_offset\":0,\"end_offset\":2,");
    assertThat(broker.lines("topic", "describe", "a"))
        .anyMatch(line -> line.matches("durability +written"))
        .anyMatch(line -> line.matches("max age seconds +7200"))
        .anyMatch(line -> line.matches("max deliveries +3"))
        .anyMatch(line -> line.matches("compression +zstd"))
        .contains("It has no group.");
    assertThat(broker.lines("topic", "describe", "a", "--json").getFirst())
        .contains("\"max_bytes\":1048576", "\"groups\":[],\"sequences\":[]");
    assertRefused("valid: none, zstd", "topic", "create", "b", "--compression", "gzip");
    assertRefused("deletes topic a with all its messages; add --yes", "topic", "delete", "a");
    assertThat(broker.lines("topic", "delete", "a", "--yes"))
        .containsExactly("Topic a is deleted.");
    assertNotDone("NOT_FOUND", "topic", "describe", "a");
  }

  @Test
  void topic_ofDeadLetters_canReplayThemByItself() {
    broker.lines("topic", "create", "a.dlq", "--replay-after", "5m", "--replay-rate", "7");
    assertThat(broker.lines("topic", "describe", "a.dlq", "--json").getFirst())
        .contains("\"replay_after_seconds\":300,\"replay_times\":3,\"replays_a_minute\":7");
    assertRefused("--replay-after is for", "topic", "create", "a", "--replay-after", "5m");
    assertRefused("--replay-after is missing", "topic", "create", "b.dlq", "--replay-times", "2");
  }

  @Test
  void group_isMadeMovedPausedAndDeleted() {
    broker.lines("publish", "a", "b", "c");
    assertThat(broker.lines("group", "create", "g", "--from", "latest", "--retain", "--json"))
        .containsExactly("{\"group\":\"g\",\"committed\":3}");
    assertThat(broker.lines("group", "seek", "g", "--to", "1", "--json"))
        .containsExactly("{\"group\":\"g\",\"committed\":1}");
    broker.lines("group", "pause", "g");
    assertThat(broker.lines("group", "list", "--json").getFirst())
        .contains("\"group\":\"g\",\"committed\":1,\"lag\":2")
        .contains("\"retain\":true,\"paused\":true");
    broker.lines("group", "resume", "g");
    assertThat(broker.lines("group", "describe", "g"))
        .anyMatch(line -> line.matches("paused +no"))
        .anyMatch(line -> line.matches("lag +2"))
        .anyMatch(line -> line.matches("members +none"));
    assertThat(broker.lines("group", "describe", "g", "--json").getFirst())
        .endsWith("\"members\":[]}");
    assertRefused("add --yes", "group", "delete", "g");
    broker.lines("group", "delete", "g", "--yes");
    assertThat(broker.lines("group", "list")).containsExactly("There is no group.");
    assertNotDone("there is no group g", "group", "describe", "g");
    assertRefused("--to is missing", "group", "seek", "g");
    assertRefused("--to cannot be 'soon': not a place", "group", "seek", "g", "--to", "soon");
  }

  @Test
  void deadLetters_areListedShownReplayedAndDeleted() {
    broker.lines("publish", "{\"a\":1}", "text", "more");
    try (MessageQueue queue = broker.queue()) {
      Leased leased = queue.lease("telemetry", "g", EARLIEST, 9, 1 << 20, WAIT);
      queue.nack(
          new QueueRequest.Nack(
              "telemetry", "g", leased.token(), "no\tuse", QueueRequest.Nack.NEVER_AGAIN));
      long next = 0;
      for (int tries = 0; next < 3 && tries < 9; tries++) {
        StartPosition from = new StartPosition.At(next);
        next = queue.read("telemetry.dlq", from, 1 << 20, Duration.ofSeconds(2)).nextOffset();
      }
    }
    assertThat(broker.lines("dlq", "list"))
        .hasSize(4)
        .anyMatch(line -> line.matches("0 +g +0 +1 +0 +7 +no use"));
    assertThat(broker.lines("dlq", "list", "--from", "1", "--max", "1", "--json"))
        .singleElement()
        .asString()
        .startsWith("{\"offset\":1,\"group\":\"g\",\"message_offset\":1,\"failures\":1,");
    assertThat(broker.lines("dlq", "show", "0", "--json").getFirst())
        .contains("\"reason\":\"no", "\"payload\":{\"a\":1}}");
    assertThat(broker.lines("dlq", "show", "1")).anyMatch(line -> line.matches("payload +text"));
    assertNotDone("there is no dead letter 9", "dlq", "show", "9");
    assertThat(broker.lines("dlq", "replay", "0", "--json")).containsExactly("{\"replayed\":1}");
    assertRefused("add --yes", "dlq", "delete", "--all");
    assertRefused("give either an OFFSET or --all", "dlq", "replay");
    assertThat(broker.lines("dlq", "delete", "--all", "--yes", "--json"))
        .containsExactly("{\"deleted\":2}");
    assertThat(broker.lines("dlq", "list")).containsExactly("There is no dead letter.");
    try (MessageQueue queue = broker.queue()) {
      assertThat(queue.read("telemetry", new StartPosition.At(3), 1, WAIT).deliveries()).hasSize(1);
    }
    assertThat(broker.lines("consume", "--from", "3")).containsExactly("{\"a\":1}");
  }

  @Test
  void sequence_isDescribedResetAndDeleted() {
    try (MessageQueue queue = broker.queue()) {
      queue.openSequence("telemetry", "file", 10, 2);
    }
    assertThat(broker.lines("sequence", "list", "--json").getFirst())
        .startsWith("{\"sequence\":\"file\",\"rows\":10,\"passes\":2,\"pass\":0,");
    assertThat(broker.lines("sequence", "describe", "file"))
        .anyMatch(line -> line.matches("outstanding +0"));
    assertRefused("once more; add --yes", "sequence", "reset", "file");
    assertThat(broker.lines("sequence", "reset", "file", "--yes")).hasSize(2);
    broker.lines("sequence", "delete", "file", "--yes");
    assertThat(broker.lines("sequence", "list")).containsExactly("There is no sequence.");
  }

  @Test
  void flag_thatIsWrong_isNamedWithWhatIsRight() {
    assertRefused(
        "--max-bytes cannot be '1': out of range; valid: 128KiB to 16TiB",
        "topic",
        "create",
        "a",
        "--max-bytes",
        "1");
    assertRefused("--topic cannot be 'a b': not a name", "group", "list", "--topic", "a b");
    assertRefused("NAME cannot be '..'", "topic", "create", "..");
    assertRefused("NAME", "topic", "create");
    assertRefused("unknown flag --top; did you mean --topic?", "group", "list", "--top", "a");
    assertRefused("unknown command or argument lst; did you mean list?", "topic", "lst");
    assertRefused("mq-url cannot be 'nonsense'", "topic", "list", "--url", "nonsense");
  }

  private void assertRefused(String problem, String... args) {
    assertEnded(ExitCode.USAGE, problem, args);
  }

  private void assertNotDone(String problem, String... args) {
    assertEnded(ExitCode.DIFFERENT, problem, args);
  }

  private void assertEnded(ExitCode code, String problem, String... args) {
    Ended ended = broker.ask(args);
    assertThat(ended.code()).as(ended.toString()).isEqualTo(code);
    assertThat(ended.err()).startsWith("gpu-telemetry: ").contains(problem).hasLineCount(1);
    assertThat(ended.out()).isEmpty();
  }
}
