package io.gputelemetry.streamer.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelText;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SeriesIdentity;
import io.gputelemetry.telemetry.SourceRow;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabelledSeriesTest {
  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();
  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";

  private static SeriesIdentity known(String name, String labels) {
    LabelledSeries series = LabelledSeries.of(name, LabelText.parse(labels), CATALOGUE);
    assertThat(series).isInstanceOf(LabelledSeries.Known.class);
    return ((LabelledSeries.Known) series).identity();
  }

  private static String unusable(String name, Map<String, String> labels) {
    LabelledSeries series = LabelledSeries.of(name, labels, CATALOGUE);
    assertThat(series).isInstanceOf(LabelledSeries.Unusable.class);
    return ((LabelledSeries.Unusable) series).reason();
  }

  private static String text(SeriesIdentity identity) {
    return identity.attribution().labels().render(identity.gpu(), identity.series().metric());
  }

  @Test
  void labels_ofDcgmExporter_becomeColumnsAndAText() {
    SeriesIdentity identity =
        known(
            UTIL,
            """
            gpu="3",UUID="GPU-1",pci_bus_id="00000000:3B:00.0",device="nvidia3",\
            modelName="NVIDIA H100 80GB HBM3",Hostname="node-1",DCGM_FI_DRIVER_VERSION="535.129",\
            container="main",namespace="team",pod="train-0",instance="node-1:9400",job="dcgm"\
            """);

    assertThat(identity.gpu())
        .isEqualTo(new Gpu("GPU-1", 3, "nvidia3", "NVIDIA H100 80GB HBM3", "node-1"));
    assertThat(identity.series().metric()).isEqualTo(UTIL);
    assertThat(identity.series().migInstance()).isEmpty();
    assertThat(identity.series().identityLabels()).isEmpty();
    Attribution attribution = identity.attribution();
    assertThat(attribution.pod()).isEqualTo("train-0");
    assertThat(attribution.namespace()).isEqualTo("team");
    assertThat(attribution.container()).isEqualTo("main");
    assertThat(attribution.labels().text()).contains("instance=\"{host}:9400\"");
    assertThat(text(identity))
        .isEqualTo(
            """
            DCGM_FI_DRIVER_VERSION="535.129",instance="node-1:9400",job="dcgm",\
            pci_bus_id="00000000:3B:00.0"\
            """);
  }

  @Test
  void host_underEitherNameAndExported_isFound() {
    assertThat(known(UTIL, "uuid=\"GPU-1\",hostname=\"b\"").gpu().hostname()).isEqualTo("b");
    assertThat(known(UTIL, "uuid=\"GPU-1\",Hostname=\"a\"").gpu().hostname()).isEqualTo("a");
    assertThat(
            known(UTIL, "UUID=\"GPU-1\",hostname=\"s\",exported_hostname=\"e\"").gpu().hostname())
        .isEqualTo("e");
    assertThat(
            known(UTIL, "UUID=\"GPU-1\",Hostname=\"s\",exported_Hostname=\"e\"").gpu().hostname())
        .isEqualTo("e");
    assertThat(known(UTIL, "UUID=\"GPU-1\"").gpu().hostname()).isEmpty();
  }

  @Test
  void gpu_underTheNamesOfEachExporter_isFound() {
    assertThat(
            known(
                    "GPU_HEALTH",
                    "gpu_uuid=\"a-1\",gpu_id=\"2\",card_model=\"MI300X\",hostname=\"h\"")
                .gpu())
        .isEqualTo(new Gpu("a-1", 2, "", "MI300X", "h"));
    assertThat(
            known(
                    "DCGM_FI_DEV_NVLINK_BANDWIDTH_L0",
                    "nvlink=\"4\",gpu=\"1\",gpu_uuid=\"GPU-2\",device=\"nvidia1\",model_name=\"B200\"")
                .gpu())
        .isEqualTo(new Gpu("GPU-2", 1, "nvidia1", "B200", ""));
    assertThat(known(UTIL, "exported_UUID=\"GPU-3\",UUID=\"other\"").gpu().uuid())
        .isEqualTo("GPU-3");
    assertThat(known("nvidia_smi_xid_errors_total", "uuid=\"5f-d4\",xid=\"79\"").series().uuid())
        .isEqualTo("GPU-5f-d4");
    assertThat(known("nvidia_smi_power", "uuid=\"GPU-5f\"").series().uuid()).isEqualTo("GPU-5f");
  }

  @Test
  void index_thatIsNoNumber_isSoughtUnderTheOtherNames() {
    assertThat(known(UTIL, "UUID=\"GPU-1\",gpu=\"GPU-1\",minor_number=\"7\"").gpu().gpuId())
        .isEqualTo(7);
    assertThat(known(UTIL, "UUID=\"GPU-1\",gpu=\"0.2\"").gpu().gpuId())
        .isEqualTo(SourceRow.NO_INDEX);
    assertThat(known(UTIL, "UUID=\"GPU-1\",gpu=\"99999999999999\"").gpu().gpuId())
        .isEqualTo(SourceRow.NO_INDEX);
  }

  @Test
  void workload_hiddenByAScrapersOwnLabels_wins() {
    Attribution attribution =
        known(
                UTIL,
                """
                UUID="GPU-1",pod="exporter-x",namespace="monitoring",container="exporter",\
                exported_pod="train-0",exported_namespace="team",exported_container="main"\
                """)
            .attribution();

    assertThat(attribution.pod()).isEqualTo("train-0");
    assertThat(attribution.namespace()).isEqualTo("team");
    assertThat(attribution.container()).isEqualTo("main");
    assertThat(attribution.labels().text()).isEmpty();
  }

  @Test
  void workload_underTheOldNames_winsOverTheScrapersLabels() {
    Attribution attribution =
        known(
                UTIL,
                """
                UUID="GPU-1",pod_name="train-0",pod_namespace="team",container_name="main",\
                pod="exporter-x",namespace="monitoring",container="exporter"\
                """)
            .attribution();

    assertThat(attribution.pod()).isEqualTo("train-0");
    assertThat(attribution.namespace()).isEqualTo("team");
    assertThat(attribution.container()).isEqualTo("main");
  }

  @Test
  void migInstance_isPartOfTheSeriesAndItsProfileIsNot() {
    SeriesIdentity identity =
        known(UTIL, "UUID=\"GPU-1\",GPU_I_ID=\"3\",GPU_I_PROFILE=\"1g.10gb\",gpu=\"0\"");

    assertThat(identity.series().migInstance()).isEqualTo("3");
    assertThat(identity.series().identityLabels()).isEmpty();
    assertThat(text(identity)).isEqualTo("GPU_I_ID=\"3\",GPU_I_PROFILE=\"1g.10gb\"");
  }

  @Test
  void labelsThatTellValuesApart_arePartOfTheSeriesOthersAreNot() {
    assertThat(known(UTIL, "UUID=\"GPU-1\",nvlink=\"5\"").series().identityLabels())
        .isEqualTo(Map.of("nvlink", "5"));
    assertThat(
            known("DCGM_EXP_CLOCK_EVENTS_COUNT", "UUID=\"GPU-1\",clock_event=\"hw_thermal\"")
                .series()
                .identityLabels())
        .isEqualTo(Map.of("clock_event", "hw_thermal"));
    assertThat(
            known(
                    "DCGM_EXP_GPU_HEALTH_STATUS",
                    "UUID=\"GPU-1\",health_watch=\"PCIE\",health_error_code=\"DCGM_FR_PCI\"")
                .series()
                .identityLabels())
        .isEqualTo(Map.of("health_watch", "PCIE"));
    assertThat(
            known("DCGM_EXP_P2P_STATUS", "UUID=\"GPU-1\",peer_gpu=\"2\",link_status=\"OK\"")
                .series()
                .identityLabels())
        .isEqualTo(Map.of("peer_gpu", "2"));
    assertThat(
            known("DCGM_EXP_XID_ERRORS_COUNT", "UUID=\"GPU-1\",xid=\"79\",window_size_in_ms=\"1\"")
                .series()
                .identityLabels())
        .isEqualTo(Map.of("xid", "79"));
  }

  @Test
  void name_sinceDcgm46OrOfOpenMetrics_isTheClassicOne() {
    String labels = "UUID=\"GPU-1\"";
    assertThat(known("DCGM_FI_DEV_GPU_UTIL_RATIO", labels)).isEqualTo(known(UTIL, labels));
    assertThat(known("DCGM_FI_DEV_BOARD_POWER_WATTS", labels).series().metric())
        .isEqualTo("DCGM_FI_DEV_POWER_USAGE");
    assertThat(known("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION_total", labels).series().metric())
        .isEqualTo("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION");
    assertThat(known("my_metric_total", labels).series().metric()).isEqualTo("my_metric_total");
  }

  @Test
  void text_ofAnyKind_comesBackFromTheLabels() {
    Map<String, String> labels =
        Map.of(
            "UUID", "GPU-1", "a", "1,2", "b.c", "say \"hi\"\n", "d", "\\", "e", "", "__meta", "x");
    LabelledSeries.Known known = (LabelledSeries.Known) LabelledSeries.of(UTIL, labels, CATALOGUE);

    assertThat(LabelText.parse(text(known.identity())))
        .isEqualTo(Map.of("a", "1,2", "b.c", "say \"hi\"\n", "d", "\\"));
  }

  @Test
  void series_withoutAGpu_isNotUsable() {
    assertThat(unusable("process_cpu_seconds_total", Map.of())).isEqualTo("not_gpu");
    assertThat(unusable(UTIL, Map.of("UUID", "", "gpu", "1"))).isEqualTo("not_gpu");
    assertThat(unusable("", Map.of("UUID", "GPU-1"))).isEqualTo("no_name");
  }

  @Test
  void series_beyondALimit_isNotUsable() {
    Map<String, String> labels = new HashMap<>(Map.of("UUID", "GPU-1"));
    for (int i = 1; i < LabelledSeries.LABELS_MAX; i++) {
      labels.put("label_" + i, "x".repeat(LabelledSeries.TEXT_BYTES_MAX));
    }
    assertThat(LabelledSeries.of(UTIL, labels, CATALOGUE)).isInstanceOf(LabelledSeries.Known.class);
    labels.put("one_more", "x");
    assertThat(unusable(UTIL, labels)).isEqualTo("too_many_labels");

    String tooLong = "é".repeat(LabelledSeries.TEXT_BYTES_MAX / 2) + "x";
    assertThat(unusable(tooLong, Map.of("UUID", "GPU-1"))).isEqualTo("label_too_long");
    assertThat(unusable(UTIL, Map.of("UUID", "GPU-1", "a", tooLong))).isEqualTo("label_too_long");
    assertThat(unusable(UTIL, Map.of("UUID", "GPU-1", tooLong, "a"))).isEqualTo("label_too_long");
  }

  @Test
  void labelName_thatCouldNotBeReadBack_isNotUsable() {
    for (String name : new String[] {"", "a=\"b", "a,b", "a b", "a{b"}) {
      assertThat(unusable(UTIL, Map.of("UUID", "GPU-1", name, "x"))).isEqualTo("label_name");
    }
  }
}
