package io.gputelemetry.app.terminal;

import static io.gputelemetry.app.terminal.StoredRows.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.app.terminal.AskedBroker.Ended;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.runtime.json.JsonText;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code store verify} and {@code store stats} over files that no process has open. */
final class StoreVerifyTest {
  private static final long START = 1_752_871_354_000_000L;
  private static final Gpu GPU = new Gpu("GPU-1", 0, "nvidia0", "H100", "host");
  private static final int HEADER_BYTES = 16;

  @TempDir private Path directory;
  private Path data;

  @BeforeEach
  void write() throws IOException {
    data = directory.resolve("data");
    try (SampleStore store = StoredRows.open(data, StoredRows.TINY)) {
      Series series = Series.of("GPU-1", "DCGM_FI_DEV_GPU_UTIL");
      SeriesIdentity identity = new SeriesIdentity(series, GPU, Attribution.NONE);
      StoredRows.append(store, identity, START, new double[100]);
      StoredRows.append(store, identity, START + 1_000_000, new double[100]);
    }
    assertThat(StoredRows.sealed(data)).hasSize(2);
  }

  @Test
  void wholeStore_isWhole_andIsLeftAsItIs() throws Exception {
    Map<String, byte[]> before = contents();
    Ended ended = verify();
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .isEqualTo(
            "2 sealed files with 200 samples in 2 chunks, 0 batches in the log: all is whole.\n");
    assertThat(ended.code()).isEqualTo(ExitCode.FINE);
    assertThat(verify("--json").out())
        .startsWith("{\"kind\":\"summary\",\"damages\":0,\"set_aside\":0,\"files\":2,")
        .hasLineCount(1);
    assertThat(contents()).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void flippedByte_inAChunk_isFoundWithItsPlace() throws Exception {
    Path file = StoredRows.sealed(data).getFirst();
    flip(file, HEADER_BYTES + 3);
    Ended ended = verify();
    assertThat(ended.code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(ended.out())
        .startsWith("sealed/" + file.getFileName() + " is damaged at byte 16: the chunk of ")
        .endsWith("1 damage.\n")
        .hasLineCount(2);
    String first = verify("--json").out().lines().findFirst().orElse("");
    assertThat(JsonText.parse(first).fields())
        .containsEntry("kind", JsonText.of("damage"))
        .containsEntry("file", JsonText.of("sealed/" + file.getFileName()))
        .containsEntry("byte", JsonText.of(16));
  }

  @Test
  void flippedByte_inAnIndex_andATruncatedFile_areFound() throws Exception {
    Path first = StoredRows.sealed(data).getFirst();
    flip(first, (int) Files.size(first) - 100);
    Path last = StoredRows.sealed(data).getLast();
    byte[] bytes = Files.readAllBytes(last);
    Files.write(last, Arrays.copyOf(bytes, bytes.length / 2));
    Ended ended = verify();
    assertThat(ended.code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(ended.out())
        .contains(first.getFileName() + " is damaged: ")
        .contains(last.getFileName() + " is damaged: ")
        .endsWith("2 damages.\n");
    assertThat(StoredRows.sealed(data)).hasSize(2);
  }

  @Test
  void fileThatAStartSetAside_isNamed_andIsNoDamage() throws Exception {
    Path first = StoredRows.sealed(data).getFirst();
    Files.write(first, new byte[5]);
    assertThat(store("stats", "--data-dir", data.toString()).out())
        .containsPattern("samples +100\n")
        .containsPattern("damaged files +1\n");
    Ended ended = verify();
    assertThat(ended.code()).isEqualTo(ExitCode.FINE);
    assertThat(ended.out()).contains(first.getFileName() + ".damaged: set aside");
  }

  @Test
  void directoryThatIsNone_orHoldsNoStore_isSaidSo_andNothingIsMade() {
    Path none = directory.resolve("none");
    for (String verb : new String[] {"verify", "stats", "export"}) {
      assertRefused(none, verb, "is no directory");
      assertThat(none).doesNotExist();
      assertRefused(directory, verb, "holds no store");
      assertThat(directory.resolve("store")).doesNotExist();
      assertRefused(data.resolve("store"), verb, "name the directory above it");
    }
  }

  @Test
  void directoryThatAProcessHolds_isNotTouched_andTheProcessIsNamed() throws Exception {
    try (AutoCloseable _ = RealDisk.at(data.resolve("store")).lock()) {
      for (String verb : new String[] {"verify", "stats", "export", "import"}) {
        String[] args = {verb, "--data-dir", data.toString()};
        boolean isImport = verb.equals("import");
        Ended ended = store(isImport ? with(args, "-") : args);
        assertThat(ended.code()).as(verb).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(ended.err())
            .contains("is in use by process " + ProcessHandle.current().pid())
            .hasLineCount(1);
      }
    }
  }

  @Test
  void catalogThatIsDamaged_isFound_andKeepsTheStoreFromOpening() throws Exception {
    Path catalog = data.resolve("store").resolve("catalog");
    try (Stream<Path> files = Files.list(catalog)) {
      Path newest = files.filter(file -> file.toString().endsWith(".log")).toList().getLast();
      flip(newest, (int) Files.size(newest) / 2);
    }
    Ended ended = verify();
    assertThat(ended.code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(ended.out()).contains("catalog/", " is damaged at byte ");
    Ended stats = store("stats", "--data-dir", data.toString());
    assertThat(stats.code()).isEqualTo(ExitCode.DAMAGED);
    assertThat(stats.err()).startsWith("gpu-telemetry: the store: ").hasLineCount(1);
    assertThat(verify().code()).isEqualTo(ExitCode.DIFFERENT);
  }

  @Test
  void check_thatIsStopped_saysSo() {
    TestApp app = new TestApp();
    app.machine.stop();
    assertThat(app.run("store", "verify", "--data-dir", data.toString()))
        .isEqualTo(ExitCode.DIFFERENT);
    assertThat(app.machine.err()).contains("stopped before the end").hasLineCount(1);
    assertThat(app.machine.out()).isEmpty();
  }

  @Test
  void stats_ofFiles_showEachFile() throws Exception {
    Ended ended = store("stats", "--data-dir", data.toString());
    assertThat(ended.code()).isEqualTo(ExitCode.FINE);
    assertThat(ended.out())
        .containsPattern("samples +200\n")
        .containsPattern("oldest +2025-07-18T20:42:34Z\n")
        .contains("FILE ", StoredRows.sealed(data).getFirst().getFileName().toString());
    String json = store("stats", "--data-dir", data.toString(), "--json").out();
    assertThat(JsonText.parse(json).fields())
        .containsEntry("samples", JsonText.of(200))
        .containsEntry("damaged_files", JsonText.of(0));
    assertThat(json.split("\"file\":", -1)).hasSize(1 + 2);
  }

  @Test
  void flagsOfTheRole_beforeAVerb_areRefused_andUnknownVerbsAreNoRole() {
    Ended ended = store("--data-dir", data.toString(), "verify");
    assertThat(ended.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ended.err())
        .contains("write --data-dir behind 'gpu-telemetry store verify'")
        .hasLineCount(1);
    assertThat(store("verfy").err()).contains("verify").hasLineCount(1);
    assertThat(store("verify", "--url", "tcp://localhost:1").code()).isEqualTo(ExitCode.USAGE);
  }

  private void assertRefused(Path where, String verb, String why) {
    Ended ended = store(verb, "--data-dir", where.toString());
    assertThat(ended.code()).as(verb).isEqualTo(ExitCode.USAGE);
    assertThat(ended.err()).contains(where.toString(), why).hasLineCount(1);
    assertThat(ended.out()).isEmpty();
  }

  private Ended verify(String... more) {
    return store(with(new String[] {"verify", "--data-dir", data.toString()}, more));
  }

  private static String[] with(String[] args, String... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new);
  }

  private static void flip(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 4;
    Files.write(file, bytes);
  }

  /** All files but the lock, which names its holder. */
  private Map<String, byte[]> contents() throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("lock")) {
          contents.put(file.toString(), Files.readAllBytes(file));
        }
      }
    }
    return contents;
  }
}
