package io.gputelemetry.app.terminal;

import static io.gputelemetry.app.terminal.StoredRows.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.terminal.AskedBroker.Ended;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.streamer.source.csv.CsvFile;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.LabelText;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows out of a store as CSV and into another one. */
final class StoreRoundTripTest {
  private static final long START = 1_752_871_354_000_001L;
  private static final String METRIC = "DCGM_FI_DEV_POWER_USAGE";
  private static final int MANY = 12_345;
  private static final double[] ODD = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    -0.0,
    0,
    1.8446744073709552E19,
    9_007_199_254_740_991.0,
    -123_456,
    0.1,
    Double.MIN_VALUE,
    -Double.MAX_VALUE,
    2_147_483_632.0,
    689.457
  };

  @TempDir private Path directory;
  private Path from;
  private Path to;

  @BeforeEach
  void write() throws IOException {
    from = directory.resolve("from");
    to = directory.resolve("to");
    try (SampleStore store = StoredRows.open(from, StoredRows.TINY)) {
      StoredRows.append(store, odd("GPU-2", ""), START, ODD);
      StoredRows.append(store, odd("GPU-2", "GPU_I_ID=\"3\""), START, 1, 2);
      StoredRows.append(store, odd("GPU-2", "nvlink=\"0\",GPU_I_ID=\"3\""), START, 3);
      StoredRows.append(store, odd("GPU-1", "xid=\"a,\\\"b\\\"\\n\\\\\""), START, 4);
      StoredRows.append(store, odd("GPU-3", ""), START, new double[MANY]);
    }
  }

  /** A GPU and an attribution whose texts are hard to write. */
  private static SeriesIdentity odd(String uuid, String identityLabels) {
    String labels = "note=\"say \\\"hi\\\", {you}\\n\"" + comma(identityLabels);
    Gpu gpu = new Gpu(uuid, 7, "nvidia7", "H100 \"fast\", 80 GB", "hôst,\n\"a\"");
    return new SeriesIdentity(
        LabelText.series(uuid, METRIC, LabelText.parse(labels)),
        gpu,
        new Attribution("po,d", "na\"me", "c\r\nd", LabelTemplate.of(labels, gpu, METRIC)));
  }

  private static String comma(String labels) {
    return labels.isEmpty() ? "" : "," + labels;
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows.csv", "rows.csv.gz", "rows.csv.zst"})
  void everyRow_comesBack_andASecondTimeItIsADuplicate(String name) throws Exception {
    Path file = directory.resolve(name);
    Ended exported = export("--output", file.toString());
    assertThat(exported.err()).isEmpty();
    assertThat(exported.code()).isEqualTo(ExitCode.FINE);
    int rows = ODD.length + MANY + 4;
    assertThat(exported.out()).contains("gpus  3", "rows  " + rows);

    Ended imported = store("import", "--data-dir", to.toString(), file.toString(), "--json");
    assertThat(imported.out())
        .isEqualTo(
            "{\"rows\":%1$d,\"stored\":%1$d,\"duplicates\":0,\"conflicts\":0,\"rejected\":0,\"reasons\":[]}\n"
                .formatted(rows));
    assertThat(imported.code()).isEqualTo(ExitCode.FINE);
    assertThat(keys(StoredRows.rows(to))).isEqualTo(keys(StoredRows.rows(from)));

    assertThat(store("import", "--data-dir", to.toString(), file.toString()).out())
        .contains("stored      0\n", "duplicates  " + rows, "conflicts   0\n");
    assertThat(directory).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void export_toTheStandardOutput_isTheCapturesForm_andCanBeStreamed() throws Exception {
    Ended ended = export("--gpu", "GPU-1", "--gpu", "GPU-2", "--gpu", "GPU-9", "--json");
    assertThat(ended.out())
        .startsWith(
            """
            timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,labels_raw
            "2025-07-18T20:42:34.000001Z","DCGM_FI_DEV_POWER_USAGE","7","nvidia7","GPU-1",\
            """)
        .contains("\"689.457\"", "\"-0.0\"", "\"-123456\"", "\"NaN\"");
    assertThat(ended.err().lines())
        .containsExactly(
            "gpu-telemetry: no rows of GPU GPU-9",
            "{\"gpus\":2,\"rows\":" + (ODD.length + 4) + "}");
    Path file = Files.writeString(directory.resolve("x.csv"), ended.out());
    CsvFile streamed = CsvFile.load(file, MetricCatalogue.load());
    assertThat(streamed.rows()).isEqualTo(ODD.length - 4 + 4);
    assertThat(streamed.series().identities()).contains(odd("GPU-2", "GPU_I_ID=\"3\""));
  }

  @Test
  void export_withAWindowAndAMetric_hasTheseRowsOnly() {
    String from = "2025-07-18T20:42:34.001001Z";
    Ended ended = export("--from", from, "--to", "1752871354.003001", "--gpu", "GPU-2");
    assertThat(ended.out().split(METRIC, -1)).hasSize(1 + 3);
    assertThat(ended.out())
        .contains("34.001001Z", "34.002001Z")
        .doesNotContain("34.000001Z", "34.003001Z");
    assertThat(export("--metric", "DCGM_FI_DEV_GPU_UTIL").out()).hasLineCount(1);
    assertThat(export("--to", "2025-07-18T20:42:34.000001Z").out()).hasLineCount(1);
  }

  @Test
  void seriesWhoseLabelTextDoesNotNameThem_comeBackByALabelTextThatDoes() throws Exception {
    Gpu gpu = new Gpu("GPU-5", -1, "", "", "");
    Series mig = new Series("GPU-5", "2", METRIC, new TreeMap<>(Map.of("nvlink", "1,\"2\"")));
    Series odd = new Series("GPU-5", "", METRIC, new TreeMap<>(Map.of("colour", "red")));
    try (SampleStore store = StoredRows.open(from, StoredRows.TINY)) {
      StoredRows.append(store, new SeriesIdentity(mig, gpu, Attribution.NONE), START, 1, 2);
      StoredRows.append(store, new SeriesIdentity(odd, gpu, Attribution.NONE), START, 3);
    }
    Path file = directory.resolve("rows.csv");
    Ended ended = export("--gpu", "GPU-5", "--output", file.toString());
    assertThat(ended.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("2 rows come back with another label text"),
            line -> assertThat(line).contains("1 rows come back as another series"));
    assertThat(store("import", "--data-dir", to.toString(), file.toString()).code())
        .isEqualTo(ExitCode.FINE);
    assertThat(StoredRows.rows(to).stream().map(row -> row.identity().series()))
        .containsExactlyInAnyOrder(mig, mig, Series.of("GPU-5", METRIC));
    assertThat(StoredRows.rows(to).getFirst().identity().gpu()).isEqualTo(gpu);
  }

  private Ended export(String... more) {
    String[] args = new String[more.length + 3];
    args[0] = "export";
    args[1] = "--data-dir";
    args[2] = from.toString();
    System.arraycopy(more, 0, args, 3, more.length);
    return store(args);
  }

  private record Key(SeriesIdentity identity, long time, long bits) {}

  private static List<Key> keys(List<StoredSample> rows) {
    return rows.stream()
        .map(row ->
            new Key(row.identity(), row.eventTimeMicros(), Double.doubleToRawLongBits(row.value())))
        .toList();
  }
}
