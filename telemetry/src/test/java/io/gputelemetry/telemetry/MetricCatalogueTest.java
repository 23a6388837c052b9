package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricCatalogueTest {
  private final MetricCatalogue catalogue = MetricCatalogue.load();

  @Test
  void metric_byEitherNameAndById_isTheSame() {
    Metric power = catalogue.byFieldId(155).orElseThrow();

    assertThat(power)
        .isEqualTo(
            new Metric(
                155,
                "DCGM_FI_DEV_POWER_USAGE",
                "DCGM_FI_DEV_BOARD_POWER_WATTS",
                "W",
                Metric.Kind.GAUGE));
    assertThat(catalogue.byName("DCGM_FI_DEV_POWER_USAGE")).contains(power);
    assertThat(catalogue.byName("DCGM_FI_DEV_BOARD_POWER_WATTS")).contains(power);
    assertThat(catalogue.canonicalName("DCGM_FI_DEV_BOARD_POWER_WATTS")).isEqualTo(power.name());
    assertThat(catalogue.unit("DCGM_FI_DEV_BOARD_POWER_WATTS")).isEqualTo("W");
  }

  @Test
  void metric_switchedOnOften_hasItsNameSinceDcgm46() {
    assertThat(catalogue.canonicalName("DCGM_FI_PROF_SM_UTIL_RATIO"))
        .isEqualTo("DCGM_FI_PROF_SM_ACTIVE");
    assertThat(catalogue.canonicalName("DCGM_FI_PROF_FP16_UTIL_RATIO"))
        .isEqualTo("DCGM_FI_PROF_PIPE_FP16_ACTIVE");
    assertThat(catalogue.canonicalName("DCGM_FI_DEV_PAGE_RETIRED_PENDING"))
        .isEqualTo("DCGM_FI_DEV_RETIRED_PENDING");
    assertThat(catalogue.canonicalName("DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_TOTAL"))
        .isEqualTo("DCGM_FI_DEV_NVLINK_CRC_DATA_ERROR_COUNT_TOTAL");
    assertThat(catalogue.canonicalName("DCGM_FI_DEV_CLOCKS_EVENT_REASONS"))
        .isEqualTo("DCGM_FI_DEV_CLOCK_THROTTLE_REASONS");
  }

  @Test
  void counter_withTheSuffixOfOpenMetrics_isFound() {
    assertThat(catalogue.canonicalName("DCGM_FI_DEV_ECC_SBE_VOL_TOTAL_total"))
        .isEqualTo("DCGM_FI_DEV_ECC_SBE_VOL_TOTAL");
    assertThat(catalogue.unit("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION_total")).isEqualTo("mJ");
    assertThat(catalogue.byName("_total")).isEmpty();
  }

  @Test
  void metric_unknown_keepsItsNameAndHasNoUnit() {
    assertThat(catalogue.canonicalName("my_metric")).isEqualTo("my_metric");
    assertThat(catalogue.unit("my_metric")).isEmpty();
    assertThat(catalogue.byName("my_metric")).isEmpty();
    assertThat(catalogue.byFieldId(-1)).isEmpty();
  }

  @Test
  void catalogue_hasEveryMetricOnce() {
    List<Metric> metrics = catalogue.metrics();

    assertThat(metrics)
        .hasSizeGreaterThan(250)
        .isSortedAccordingTo((a, b) -> Integer.compare(a.fieldId(), b.fieldId()));
    assertThat(metrics).extracting(Metric::fieldId).doesNotHaveDuplicates();
    assertThat(metrics).extracting(Metric::name).doesNotHaveDuplicates();
    assertThat(metrics).extracting(Metric::newName).doesNotHaveDuplicates();
    assertThat(metrics).allSatisfy(metric -> assertThat(metric.name()).startsWith("DCGM_FI_"));
    for (SeriesIdentity identity : Fleet.series(1)) {
      assertThat(catalogue.unit(identity.series().metric())).isNotEmpty();
    }
  }
}
