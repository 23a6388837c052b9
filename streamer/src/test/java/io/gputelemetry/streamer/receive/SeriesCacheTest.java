package io.gputelemetry.streamer.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.exposition.remotewrite.RemoteWriteFormatException;
import io.gputelemetry.exposition.remotewrite.RemoteWriteReader;
import io.gputelemetry.exposition.remotewrite.RemoteWriteVersion;
import io.gputelemetry.exposition.remotewrite.RemoteWriteWriter;
import io.gputelemetry.exposition.remotewrite.SeriesLabels;
import io.gputelemetry.streamer.source.LabelledSeries;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesCacheTest {
  private static final MetricCatalogue CATALOGUE = MetricCatalogue.load();

  /** What the cache gives for one series after the other. */
  private static List<LabelledSeries> ask(SeriesCache cache, List<Map<String, String>> series)
      throws RemoteWriteFormatException {
    RemoteWriteWriter writer = new RemoteWriteWriter(RemoteWriteVersion.V2);
    series.forEach(writer::series);
    List<LabelledSeries> found = new ArrayList<>();
    new RemoteWriteReader(1 << 20)
        .read(
            RemoteWriteVersion.V2,
            writer.finish(),
            new RemoteWriteReader.Sink() {
              @Override
              public void series(SeriesLabels labels) {
                found.add(cache.of(labels));
              }

              @Override
              public void sample(double value, long timeMillis) {}
            });
    return found;
  }

  private static Map<String, String> gpu(int number) {
    return Receiving.gpu("GPU-" + number, "DCGM_FI_DEV_GPU_UTIL");
  }

  @Test
  void series_thatIsMetAgain_isTheSameObject() throws Exception {
    SeriesCache cache = new SeriesCache(10, 1 << 20, CATALOGUE);
    Map<String, String> up = Map.of("__name__", "up");
    List<LabelledSeries> found = ask(cache, List.of(gpu(1), up, gpu(2), gpu(1), up));
    assertThat(found.get(3)).isSameAs(found.get(0)).isInstanceOf(LabelledSeries.Known.class);
    assertThat(found.get(4)).isSameAs(found.get(1)).isInstanceOf(LabelledSeries.Unusable.class);
    assertThat(found.get(2)).isNotEqualTo(found.get(0));
    assertThat(cache.size()).isEqualTo(3);
  }

  @Test
  void series_beyondTheBound_pushOutTheOneUnusedLongest() throws Exception {
    SeriesCache cache = new SeriesCache(2, 1 << 20, CATALOGUE);
    List<LabelledSeries> found =
        ask(cache, List.of(gpu(1), gpu(2), gpu(1), gpu(3), gpu(1), gpu(2)));
    assertThat(cache.size()).isEqualTo(2);
    assertThat(found.get(4)).isSameAs(found.get(0));
    assertThat(found.get(5)).isEqualTo(found.get(1)).isNotSameAs(found.get(1));
  }

  @Test
  void series_beyondTheBytes_pushOutOthers() throws Exception {
    SeriesCache cache = new SeriesCache(1_000, 20_000, CATALOGUE);
    List<Map<String, String>> series = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      series.add(gpu(i));
    }
    ask(cache, series);
    int many = cache.size();
    assertThat(many).isBetween(10, 30);
    Map<String, String> large = gpu(1_000);
    large.put("note", "x".repeat(4_000));
    ask(cache, List.of(large));
    assertThat(cache.size()).isLessThan(many);
  }

  @Test
  void cache_withoutRoom_findsAllTheSame() throws Exception {
    SeriesCache cache = new SeriesCache(0, 0, CATALOGUE);
    List<LabelledSeries> found = ask(cache, List.of(gpu(1), gpu(1)));
    assertThat(found.get(1)).isEqualTo(found.get(0));
    assertThat(cache.size()).isZero();
  }

  @Test
  void config_thatIsImpossible_isRefused() {
    ReceiverConfig usual = ReceiverConfig.of("telemetry");
    assertThat(usual.requestsMax()).isEqualTo(4);
    assertThat(usual.contentBytesMax()).isEqualTo(16 << 20);
    Duration wait = usual.requestWait();
    Duration deadline = usual.publishDeadline();
    assertThatThrownBy(() -> new ReceiverConfig("t", 0, wait, 1, 1, 1, 1, deadline))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReceiverConfig("t", 1, wait, 1, 1, -1, 1, deadline))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReceiverConfig("t", 1, wait, 1, 1, 1, 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
