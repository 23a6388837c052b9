package io.gputelemetry.streamer.source.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.exposition.ExpositionText;
import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import org.junit.jupiter.api.Test;

class ScrapeBufferTest {
  private static final SourceSeries SERIES =
      SourceSeries.of(
          new SeriesIdentity(
              Series.of("GPU-1", "M"), new Gpu("GPU-1", 0, "", "", ""), Attribution.NONE));

  private final ScrapeBuffer buffer = new ScrapeBuffer(10);

  private static ScrapedSamples page(int size, int from) {
    ScrapedSamples page = new ScrapedSamples(from);
    for (int i = 0; i < size; i++) {
      page.add(SERIES, ExpositionText.NO_TIME, from + i);
    }
    return page;
  }

  @Test
  void samples_areReadInOrderAndInParts() {
    assertThat(buffer.offer(page(4, 0))).isTrue();
    assertThat(buffer.offer(page(0, 4))).isTrue();
    assertThat(buffer.offer(page(3, 4))).isTrue();
    Page.Collected collected = new Page.Collected();

    assertThat(buffer.read(3, collected)).isEqualTo(3);
    assertThat(buffer.read(3, collected)).isEqualTo(3);
    assertThat(buffer.read(3, collected)).isEqualTo(1);
    assertThat(buffer.read(3, collected)).isZero();

    assertThat(collected.samples)
        .extracting(Page.Passed::value)
        .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    assertThat(collected.samples.getLast().eventTimeMicros()).isEqualTo(4);
  }

  @Test
  void page_thatDoesNotFit_isRefusedAsAWhole() {
    assertThat(buffer.offer(page(6, 0))).isTrue();
    assertThat(buffer.offer(page(5, 6))).isFalse();
    assertThat(buffer.hasRoom()).isTrue();
    assertThat(buffer.offer(page(4, 6))).isTrue();
    assertThat(buffer.hasRoom()).isFalse();

    assertThat(buffer.read(1, new Page.Collected())).isEqualTo(1);

    assertThat(buffer.hasRoom()).isTrue();
    assertThat(buffer.offer(page(1, 0))).isTrue();
    assertThat(buffer.read(100, new Page.Collected())).isEqualTo(10);
  }
}
