package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SampleBatchTest {
  private final List<SeriesIdentity> series = List.copyOf(Fleet.series(1));

  @Test
  void builder_afterBuild_startsWithNothing() {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    builder.add(builder.index(series.get(0)), 1, 2, 3);
    assertThat(builder.index(series.get(0))).isZero();
    assertThat(builder.size()).isOne();

    SampleBatch first = builder.build();

    assertThat(first.dictionary()).containsExactly(series.get(0));
    assertThat(builder.size()).isZero();
    assertThatThrownBy(() -> builder.add(0, 1, 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(builder.build().dictionary()).isEmpty();
  }

  @Test
  void builder_withAGivenDictionary_keepsIt() {
    SampleBatch.Builder builder = new SampleBatch.Builder(series);
    for (int i = 0; i < 1000; i++) {
      builder.add(79, i, 2, 3);
    }

    SampleBatch batch = builder.build();

    assertThat(batch.dictionary()).isSameAs(series);
    assertThat(batch.size()).isEqualTo(1000);
    assertThat(batch.eventTime(999)).isEqualTo(999);
    assertThatThrownBy(() -> builder.index(series.get(0)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder.add(80, 1, 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> builder.add(-1, 1, 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void series_orderedByMetricThenGpu() {
    Series a = Series.of("GPU-2", "A");
    assertThat(a).isLessThan(Series.of("GPU-1", "B")).isGreaterThan(Series.of("GPU-1", "A"));
    assertThatThrownBy(() -> Series.of("", "A")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Series.of("GPU-1", "")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void identity_ofAnotherGpu_isRefused() {
    assertThatThrownBy(() ->
            new SeriesIdentity(
                Series.of("GPU-2", "A"), new Gpu("GPU-1", 0, "", "", ""), Attribution.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Gpu("", 0, "", "", ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
