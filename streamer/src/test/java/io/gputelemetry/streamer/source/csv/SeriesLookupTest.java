package io.gputelemetry.streamer.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import org.junit.jupiter.api.Test;

class SeriesLookupTest {
  private static final long NOW = 1_000;

  private static SeriesIdentity identity(int gpu, String pod, String labels) {
    String uuid = "GPU-" + gpu;
    return new SeriesIdentity(
        Series.of(uuid, "M"),
        new Gpu(uuid, gpu, "", "", ""),
        new Attribution(pod, "", "", new LabelTemplate(labels)));
  }

  private static SeriesIdentity identity(int gpu) {
    return identity(gpu, "", "");
  }

  @Test
  void series_thatIsMetAgain_isTheSameObject() {
    SeriesLookup lookup = new SeriesLookup();
    SourceSeries first = lookup.of(identity(1));

    assertThat(lookup.of(identity(2))).isNotSameAs(first);
    assertThat(lookup.of(identity(1))).isSameAs(first);
    assertThat(lookup.of(identity(1, "pod", ""))).isNotSameAs(first);
    assertThat(lookup.size()).isEqualTo(3);
  }

  @Test
  void series_beyondTheBytes_areNotAllRemembered() {
    SeriesLookup lookup = new SeriesLookup(100_000);
    int most = 0;
    for (int i = 0; i < 1_000; i++) {
      lookup.of(identity(i));
      most = Math.max(most, lookup.size());
    }
    assertThat(most).isBetween(100, 200);
  }

  @Test
  void series_withLongTexts_takeMoreOfTheBytes() {
    SeriesLookup lookup = new SeriesLookup(1 << 20);
    int most = 0;
    for (int i = 0; i < 100; i++) {
      lookup.of(identity(1, "pod-" + i, "x".repeat(60_000)));
      most = Math.max(most, lookup.size());
    }
    assertThat(most).isBetween(10, 20);
  }

  @Test
  void series_largerThanTheBound_isGivenAllTheSame() {
    SeriesLookup lookup = new SeriesLookup(0);
    for (int i = 0; i < 3; i++) {
      assertThat(lookup.of(identity(i)).identity()).isEqualTo(identity(i));
    }
    assertThat(lookup.size()).isOne();
  }

  @Test
  void series_metAgainAfterItWasForgotten_getsLaterEventTimes() {
    SeriesLookup lookup = new SeriesLookup(2_000);
    long last = Long.MIN_VALUE;
    for (int i = 0; i < 100; i++) {
      long time = lookup.of(identity(0)).nextEventTime(NOW);
      assertThat(time).isGreaterThan(last);
      last = time;
      lookup.of(identity(i + 1)).nextEventTime(NOW);
    }
    assertThat(lookup.of(identity(1_000)).nextEventTime(NOW * NOW)).isEqualTo(NOW * NOW);
  }
}
