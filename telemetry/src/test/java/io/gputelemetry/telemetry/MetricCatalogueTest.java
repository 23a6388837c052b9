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
        .hasSizeGreaterThan(40)
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
