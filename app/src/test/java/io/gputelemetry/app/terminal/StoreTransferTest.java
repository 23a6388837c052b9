package io.gputelemetry.app.terminal;

import static io.gputelemetry.app.terminal.StoredRows.input;
import static io.gputelemetry.app.terminal.StoredRows.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.app.terminal.AskedBroker.Ended;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong when rows leave a store or come into one; and a store that runs. */
final class StoreTransferTest {
  private static final String HEADER = "timestamp,metric_name,uuid,value,more\n";
  private static final String TIME = "2025-07-18T20:42:34.000001Z";
  private static final String ROW = TIME + ",DCGM_FI_DEV_GPU_UTIL,GPU-1,5,x\n";

  @TempDir private Path directory;

  @Test
  void badRows_areCountedByReason_withTheirFirstLines() {
    String csv =
        HEADER
            + ROW
            + "1970-01-01T00:00:00Z,DCGM_FI_DEV_GPU_UTIL,GPU-1,5,x\n"
            + "9999-01-01T00:00:00Z,DCGM_FI_DEV_GPU_UTIL,GPU-1,5,x\n"
            + ",DCGM_FI_DEV_GPU_UTIL,GPU-1,5,x\n"
            + (TIME + ",DCGM_FI_DEV_GPU_UTIL,,5,x\n").repeat(5)
            + TIME
            + ",DCGM_FI_DEV_GPU_UTIL,GPU-1,6,x\n"
            + ROW;
    Ended ended = input(csv, "import", "-", "--data-dir", data());
    assertThat(ended.code()).isEqualTo(ExitCode.DIFFERENT);
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out())
        .containsPattern("(?m)^rows +11$")
        .containsPattern("(?m)^stored +1$")
        .containsPattern("(?m)^duplicates +1$")
        .containsPattern("(?m)^conflicts +1$")
        .containsPattern("(?m)^rejected +8$")
        .containsPattern("rejected time ancient +1, first at the standard input:3\n")
        .containsPattern("rejected time ahead +1, first at the standard input:4\n")
        .containsPattern("rejected timestamp +1, first at the standard input:5\n")
        .containsPattern(
            "rejected uuid +5, first at the standard input:6, the standard input:7, the standard"
                + " input:8\n");
    assertThat(input(csv, "import", "-", "--data-dir", data(), "--json").out())
        .contains("\"stored\":0,\"duplicates\":2,\"conflicts\":1,\"rejected\":8")
        .contains("{\"reason\":\"time_ahead\",\"rows\":1,\"first\":[\"the standard input:4\"]}");
  }

  @Test
  void filesThatCannotBeUsed_areSaidSo_andWhatWasReadIsStored() throws Exception {
    assertEnds(ExitCode.UNAVAILABLE, "none.csv cannot be opened", file("none.csv"));
    Path other = Files.writeString(directory.resolve("other.csv"), "a,b,c\n1,2,3\n");
    assertEnds(ExitCode.DAMAGED, "has no column metric_name, uuid, value; its first line", other);
    Path timeless =
        Files.writeString(directory.resolve("timeless.csv"), "metric_name,uuid,value\n");
    assertEnds(ExitCode.DAMAGED, "has no column timestamp", timeless);
    Path empty = Files.writeString(directory.resolve("empty.csv"), "");
    assertEnds(ExitCode.DAMAGED, "is empty", empty);
    Path whole = Files.writeString(directory.resolve("whole.csv"), HEADER + ROW);
    Path cut = directory.resolve("cut.csv.gz");
    Files.write(cut, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertEnds(ExitCode.DAMAGED, "cannot be read to its end", cut);
    Ended ended = store("import", "--data-dir", data(), whole.toString(), cut.toString());
    assertThat(ended.err()).contains("1 rows were taken, import all of it again");
    assertThat(StoredRows.rows(directory.resolve("data"))).hasSize(1);
    assertThat(store("import", "--data-dir", data()).code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void exportOfADamagedChunk_endsWithThat_andLeavesNoFile() throws Exception {
    write(100);
    Path sealed = StoredRows.sealed(directory.resolve("data")).getFirst();
    byte[] bytes = Files.readAllBytes(sealed);
    bytes[20] ^= 1;
    Files.write(sealed, bytes);
    Path file = file("rows.csv");
    Ended ended = store("export", "--data-dir", data(), "--output", file.toString());
    assertThat(ended.code()).isEqualTo(ExitCode.DAMAGED);
    assertThat(ended.err()).contains(sealed.getFileName().toString()).hasLineCount(1);
    assertThat(directory).isDirectoryNotContaining("glob:**rows.csv**");
  }

  @Test
  void exportWithAFileSetAside_saysThatRowsAreMissing() throws Exception {
    write(100);
    Path sealed = StoredRows.sealed(directory.resolve("data")).getFirst();
    Files.write(sealed, new byte[3]);
    Ended ended = store("export", "--data-dir", data());
    assertThat(ended.err()).contains("the rows of 1 damaged files are missing");
    assertThat(ended.out()).hasLineCount(1);
  }

  @Test
  void exportToAFileThatIsThere_orCannotBe_isRefused() throws Exception {
    write(1);
    Path file = Files.writeString(file("rows.csv"), "mine");
    Ended there = store("export", "--data-dir", data(), "--output", file.toString());
    assertThat(there.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(there.err()).contains("exists already").hasLineCount(1);
    assertThat(file).hasContent("mine");
    Path nowhere = directory.resolve("no").resolve("rows.csv");
    Ended none = store("export", "--data-dir", data(), "--output", nowhere.toString());
    assertThat(none.err()).contains("cannot be written").hasLineCount(1);
    assertThat(store("export", "--data-dir", data(), "--from", "soon").err())
        .contains("--from cannot be 'soon': not a time; valid: an RFC 3339 time");
    assertThat(store("export", "--from", TIME, "--to", TIME).code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void exportThatIsStopped_leavesNoFile() throws Exception {
    write(5_000);
    TestApp app = new TestApp();
    app.machine.stop();
    Path file = file("rows.csv");
    assertThat(app.run("store", "export", "--data-dir", data(), "--output", file.toString()))
        .isEqualTo(ExitCode.DIFFERENT);
    assertThat(app.machine.err()).contains("stopped before the end").hasLineCount(1);
    assertThat(directory).isDirectoryNotContaining("glob:**rows.csv**");
  }

  @Test
  void storeThatRuns_isAskedAndFilled_withItsToken() throws Exception {
    write(3);
    Path file = file("rows.csv.gz");
    store("export", "--data-dir", data(), "--output", file.toString());
    TestApp running = new TestApp();
    Path other = directory.resolve("other");
    CompletableFuture<ExitCode> end =
        running.start(
            "store",
            "--data-dir",
            other.toString(),
            "--store-addr",
            "127.0.0.1:0",
            "--metrics-addr",
            ":0",
            "--token",
            "a-long-token");
    try {
      String url = running.store();
      Ended wrong = store("stats", "--url", url, "--token", "another-token");
      assertThat(wrong.code()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(wrong.err()).contains("the store does not answer: ", "UNAUTHORIZED");
      String[] how = {"--url", url, "--token", "a-long-token"};
      assertThat(store(with(how, "import", file.toString())).out())
          .containsPattern("(?m)^stored +3$");
      assertThat(store(with(how, "import", file.toString())).out())
          .containsPattern("(?m)^duplicates +3$");
      assertThat(store(with(how, "stats", "--json")).out()).contains("\"samples\":3,");
      Ended exported = store(with(how, "export"));
      assertThat(exported.out()).isEqualTo(store("export", "--data-dir", data()).out());
      assertThat(store("stats", "--data-dir", other.toString()).err())
          .contains("is in use by process");
    } finally {
      running.machine.stop();
      assertThat(end.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void storeThatIsNotThere_andTwoStores_areSaidSo() {
    Ended none = store("stats", "--url", "tcp://127.0.0.1:1");
    assertThat(none.code()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(none.err())
        .contains("the store does not answer: waiting for the store at tcp://127.0.0.1:1")
        .hasLineCount(1);
    Ended two = store("stats", "--url", "tcp://127.0.0.1:1", "--data-dir", data());
    assertThat(two.code()).isEqualTo(ExitCode.USAGE);
    assertThat(two.err()).contains("name a store each").hasLineCount(1);
    TestApp app = new TestApp();
    app.environment.put("STORE_URL", "tcp://127.0.0.1:1");
    assertThat(app.run("store", "stats")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(app.run("store", "stats", "--data-dir", data())).isEqualTo(ExitCode.USAGE);
    assertThat(app.machine.err()).contains("127.0.0.1:1", "is no directory");
  }

  private void write(int rows) throws IOException {
    Gpu gpu = new Gpu("GPU-1", 0, "nvidia0", "H100", "host");
    Series series = Series.of("GPU-1", "DCGM_FI_DEV_GPU_UTIL");
    try (SampleStore store = StoredRows.open(directory.resolve("data"), StoredRows.TINY)) {
      StoredRows.append(
          store,
          new SeriesIdentity(series, gpu, Attribution.NONE),
          1_752_871_354_000_001L,
          new double[rows]);
    }
  }

  private void assertEnds(ExitCode code, String why, Path file) {
    Ended ended = store("import", "--data-dir", data(), file.toString());
    assertThat(ended.code()).isEqualTo(code);
    assertThat(ended.err()).contains(file.getFileName().toString(), why).hasLineCount(1);
    assertThat(ended.out()).isEmpty();
  }

  private static String[] with(String[] how, String verb, String... more) {
    String[] args = new String[how.length + more.length + 1];
    args[0] = verb;
    System.arraycopy(how, 0, args, 1, how.length);
    System.arraycopy(more, 0, args, how.length + 1, more.length);
    return args;
  }

  private String data() {
    return directory.resolve("data").toString();
  }

  private Path file(String name) {
    return directory.resolve(name);
  }
}
