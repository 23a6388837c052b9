package io.gputelemetry.streamer.source.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import io.gputelemetry.telemetry.Absence;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {
  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();
  @TempDir private Path directory;

  private CsvFile load(String text) throws IOException {
    return load(text.getBytes(StandardCharsets.UTF_8));
  }

  private CsvFile load(byte[] bytes) throws IOException {
    Path path = Files.write(directory.resolve("metrics.csv"), bytes);
    return CsvFile.load(path, CATALOGUE);
  }

  @Test
  void row_ofACapture_becomesASeriesATimeAndAValue() throws IOException {
    CsvFile file =
        load(
            """
            timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,labels_raw
            "2025-07-18T20:42:34Z","DCGM_FI_DEV_POWER_USAGE","3","nvidia3","GPU-1","H100, 80GB","host-1","c","p","n","689.457","UUID=""GPU-1"",gpu=""3"",a=""1,2""\"
            """);

    SeriesIdentity identity = file.series().identities().get(file.series(0));
    assertThat(file.rows()).isOne();
    assertThat(file.value(0)).isEqualTo(689.457);
    assertThat(file.sourceTime(0))
        .isEqualTo(Instant.parse("2025-07-18T20:42:34Z").toEpochMilli() * 1000);
    assertThat(identity.series().metric()).isEqualTo("DCGM_FI_DEV_POWER_USAGE");
    assertThat(identity.gpu().gpuId()).isEqualTo(3);
    assertThat(identity.gpu().modelName()).isEqualTo("H100, 80GB");
    assertThat(identity.gpu().hostname()).isEqualTo("host-1");
    assertThat(identity.attribution().pod()).isEqualTo("p");
    assertThat(identity.attribution().namespace()).isEqualTo("n");
    assertThat(identity.attribution().container()).isEqualTo("c");
    assertThat(identity.attribution().labels().render(identity.gpu(), ""))
        .isEqualTo("UUID=\"GPU-1\",gpu=\"3\",a=\"1,2\"");
  }

  @Test
  void rows_thatDifferInOneField_areOfOtherSeries() throws IOException {
    String header =
        "metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,labels_raw,value\n";
    String[] fields = "M,1,nvidia1,GPU-1,H100,host-1,c,p,n,\"a=\"\"1\"\"\"".split(",", -1);
    String[] others = "N,2,nvidia2,GPU-2,H200,host-2,d,q,o,\"a=\"\"2\"\"\"".split(",", -1);
    StringBuilder text = new StringBuilder(header);
    for (int i = 0; i < fields.length; i++) {
      String[] changed = fields.clone();
      changed[i] = others[i];
      text.append(String.join(",", changed)).append(",1\n");
      text.append(String.join(",", fields)).append(",1\n");
    }
    CsvFile file = load(text.toString());

    assertThat(file.rows()).isEqualTo(2 * fields.length);
    assertThat(file.series().size()).isEqualTo(1 + fields.length);
    for (int row = 1; row < file.rows(); row += 2) {
      assertThat(file.series(row)).isEqualTo(file.series(1)).isNotEqualTo(file.series(row - 1));
    }
  }

  @Test
  void columns_inAnyOrderAndCase_areFound() throws IOException {
    CsvFile file =
        load("Value,UUID,Metric_Name,model_name\r\n1,GPU-1,M,H100\r\n2,GPU-1,M,H100\r\n");

    assertThat(file.rows()).isEqualTo(2);
    assertThat(file.series().size()).isOne();
    assertThat(file.series().identities().getFirst().gpu().modelName()).isEqualTo("H100");
    assertThat(file.series().identities().getFirst().gpu().gpuId()).isEqualTo(-1);
    assertThat(file.sourceTime(1)).isEqualTo(SampleBatch.NO_SOURCE_TIME);
  }

  @Test
  void gzip_thatIsCutShort_isRefusedNamingTheFile() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("metric_name,uuid,value\n".getBytes(StandardCharsets.UTF_8));
      for (int i = 0; i < 10_000; i++) {
        gzip.write(("M,GPU-" + i * 31 + "," + i + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    Path cut = directory.resolve("cut.csv.gz");
    Files.write(cut, Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
    assertThatThrownBy(() -> CsvFile.load(cut, CATALOGUE))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining(cut.toString())
        .hasMessageContaining("; is it whole?");
  }

  @Test
  void file_withGzipAndByteOrderMark_isRead() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("\uFEFFmetric_name,uuid,value\nM,GPU-1,7\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(load(bytes.toByteArray()).value(0)).isEqualTo(7);
    byte[] cut = Arrays.copyOf(bytes.toByteArray(), 40);
    assertThatThrownBy(() -> load(cut))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void rows_badInEveryWay_areCountedAndSkipped() throws IOException {
    CsvFile file =
        load(
            """
            metric_name,uuid,value,gpu_id
            M,GPU-1,1,0
            M,GPU-1,2
            M,GPU-1,2,0,0
            M,,3,0
            ,GPU-1,3,0
            M,GPU-1,abc,0
            M,GPU-1,,0
            M,GPU-1,Infinity,0
            M,GPU-1,5,zero
            M,"GPU-1"x,5,0
            M,GPU-1,2147483634,0
            M,GPU-1,<<<NULL>>>,0
            M,GPU-1,NaN,0
            M,GPU-1,6,
            """
                + "M,"
                + "G".repeat(70_000)
                + ",1,0\n"
                + "M,GPU-2,7,1\n"
                + "M,\"GPU-3,7,1\n");

    LoadReport report = file.report();
    assertThat(file.rows()).isEqualTo(3);
    assertThat(report.rejected())
        .isEqualTo(
            Map.of(
                Rejection.FIELD_COUNT, 2L,
                Rejection.UUID, 1L,
                Rejection.METRIC, 1L,
                Rejection.NUMBER, 4L,
                Rejection.QUOTES, 2L,
                Rejection.TOO_LONG, 1L));
    assertThat(report.absent())
        .isEqualTo(Map.of(Absence.NOT_SUPPORTED, 1L, Absence.BLANK, 1L, Absence.NOT_A_NUMBER, 1L));
    assertThat(report.records()).isEqualTo(3 + 11 + 3);
  }

  @Test
  void timestamps_unreadable_areCountedAndLeftOut() throws IOException {
    CsvFile file = load("metric_name,uuid,value,timestamp\nM,GPU-1,1,soon\nM,GPU-1,2,\n");

    assertThat(file.rows()).isEqualTo(2);
    assertThat(file.sourceTime(0)).isEqualTo(SampleBatch.NO_SOURCE_TIME);
    assertThat(file.report().unreadableTimes()).isOne();
  }

  @Test
  void metric_byItsNewName_getsTheClassicOne() throws IOException {
    CsvFile file = load("metric_name,uuid,value\nDCGM_FI_DEV_BOARD_POWER_WATTS,GPU-1,1\n");

    assertThat(file.series().identities().getFirst().series().metric())
        .isEqualTo("DCGM_FI_DEV_POWER_USAGE");
  }

  @Test
  void labels_thatTellValuesApart_makeSeries() throws IOException {
    CsvFile file =
        load(
            """
            metric_name,uuid,value,labels_raw
            M,GPU-1,1,"nvlink=""1"",exported_pod=""job""\"
            M,GPU-1,2,"nvlink=""2"",exported_pod=""job""\"
            M,GPU-1,3,"GPU_I_ID=""4""\"
            """);

    assertThat(file.series().keyCount()).isEqualTo(3);
    assertThat(file.series().identities().getFirst().attribution().pod()).isEqualTo("job");
    assertThat(file.series().identities().getLast().series().migInstance()).isEqualTo("4");
  }

  @Test
  void file_thatCannotBeUsed_saysWhatToDo() throws IOException {
    assertThatThrownBy(() -> CsvFile.load(directory.resolve("none.csv"), CATALOGUE))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("there is no file")
        .hasMessageContaining("none.csv");
    assertThatThrownBy(() -> load(""))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> load("metric_name,uuid,value\nM,GPU-1,x\n"))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("no usable row: 1 records, rejected {NUMBER=1}");
    assertThatThrownBy(() -> load("metric,uuid,gpu_id\nM,GPU-1,1\n"))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("no column metric_name, value;")
        .hasMessageContaining("[metric, uuid, gpu_id]");
  }
}
