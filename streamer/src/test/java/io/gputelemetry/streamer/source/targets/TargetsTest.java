package io.gputelemetry.streamer.source.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.streamer.source.Shard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("targets.json");
  }

  private Targets targets(String... addresses) {
    return new Targets(List.of(addresses), List.of(file()), "dcgm", Ownership.all());
  }

  private static List<String> hosts(List<Target> targets) {
    return targets.stream().map(target -> target.url().getHost()).toList();
  }

  private void write(String text) throws IOException {
    Files.writeString(file(), text);
  }

  @Test
  void file_ofPrometheus_addsItsTargetsWithTheirLabels() throws IOException {
    write(
        """
        [{"targets": ["b:9400", "c"], "labels": {"job": "gpu", "__metrics_path__": "/m"}},
         {"targets": ["d"], "labels": null}, {"targets": []}]
        """);

    List<Target> found = targets("a").refresh();

    assertThat(hosts(found)).containsExactly("a", "b", "c", "d");
    assertThat(found.get(1).url()).hasToString("http://b:9400/m");
    assertThat(found.get(1).labels()).containsEntry("job", "gpu");
    assertThat(found.get(3).labels()).containsEntry("job", "dcgm");
  }

  @Test
  void file_thatChanges_isReadAgain() throws IOException {
    Targets targets = targets("a");
    write("[{\"targets\": [\"b\"]}]");
    assertThat(hosts(targets.refresh())).containsExactly("a", "b");
    assertThat(hosts(targets.refresh())).containsExactly("a", "b");

    write("[{\"targets\": [\"c\"]}]");
    assertThat(hosts(targets.refresh())).containsExactly("a", "c");

    write("[]");
    assertThat(hosts(targets.refresh())).containsExactly("a");
    assertThat(targets.problems()).isEmpty();
  }

  @Test
  void file_thatTurnsBad_keepsTheLastListAndSaysSo() throws IOException {
    Targets targets = targets();
    write("[{\"targets\": [\"b\"]}]");
    targets.refresh();

    for (String bad :
        List.of(
            "",
            "[{\"targets\": [\"b\", \"a b\"]}]",
            "[{\"targets\": [1]}]",
            "[{\"labels\": {}}]",
            "[{\"targets\": [\"c\"], \"labels\": {\"a\": 1}}]",
            "[{\"targets\": [\"c\"], \"more\": 1}]",
            "{}",
            "[{\"targets\": [" + "\"a\",".repeat(TargetFile.TARGETS_MAX) + "\"b\"]}]",
            "[]" + " ".repeat(TargetFile.BYTES_MAX))) {
      write(bad);
      assertThat(hosts(targets.refresh())).containsExactly("b");
      assertThat(targets.problems())
          .singleElement()
          .asString()
          .contains("targets.json")
          .contains("the last list of 1 counts");
    }

    write("[{\"targets\": [\"b\"]}]");
    targets.refresh();
    Files.delete(file());
    assertThat(hosts(targets.refresh())).containsExactly("b");
    assertThat(targets.problems()).singleElement().asString().contains("there is no such file");

    write("[{\"targets\": [\"b\"]}]");
    assertThat(hosts(targets.refresh())).containsExactly("b");
    assertThat(targets.problems()).isEmpty();
  }

  @Test
  void file_thatIsNotThereYet_isFoundLater() throws IOException {
    Targets targets = targets();
    assertThat(targets.refresh()).isEmpty();
    assertThat(targets.problems()).singleElement().asString().contains("there is no such file");

    write("[{\"targets\": [\"b\"]}]");

    assertThat(hosts(targets.refresh())).containsExactly("b");
  }

  @Test
  void target_namedTwice_countsOnceAsNamedFirst() throws IOException {
    write("[{\"targets\": [\"a:9400\"], \"labels\": {\"job\": \"late\"}}]");

    List<Target> found = targets("a").refresh();

    assertThat(found)
        .singleElement()
        .satisfies(target -> assertThat(target.labels()).containsEntry("job", "dcgm"));
  }

  @Test
  void targets_ofOtherShards_areLeftOut() throws IOException {
    write("[{\"targets\": [\"b\", \"c\", \"d\"]}]");
    List<String> all = new ArrayList<>();
    for (int index = 0; index < 2; index++) {
      all.addAll(
          hosts(
              new Targets(List.of("a"), List.of(file()), "j", Ownership.of(new Shard(2, index)))
                  .refresh()));
    }

    assertThat(all).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void file_ofAnyBytes_isNeverFatal() throws IOException {
    byte[] good =
        "[{\"targets\": [\"b:1\"], \"labels\": {\"a\": \"\\u0041\"}}]"
            .getBytes(StandardCharsets.UTF_8);
    Targets targets = targets("a");
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = good.clone();
      for (int left = 1 + random.nextInt(3); left > 0; left--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(file(), bytes);
      assertThat(hosts(targets.refresh())).as("seed %d", seed).contains("a");
    }
  }
}
