package io.gputelemetry.streamer.source.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.streamer.source.scrape.TargetSeries.Known;
import io.gputelemetry.streamer.source.scrape.TargetSeries.Unusable;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetSeriesTest {
  private final TargetSeries series = new TargetSeries(Map.of("job", "j"), MetricCatalogue.load());

  private static String text(String pod) {
    return "DCGM_FI_DEV_GPU_UTIL{UUID=\"GPU-1\",pod=\"" + pod + "\"}";
  }

  @Test
  void text_metAgain_isTheSameSeries() {
    Known known = (Known) series.find(text("a"));
    series.endPage();

    assertThat(series.find(text("a"))).isSameAs(known);
  }

  @Test
  void text_thatTwoPagesDoNotHave_isForgotten() {
    Known known = (Known) series.find(text("a"));
    series.endPage();
    series.endPage();
    assertThat(series.size()).isEqualTo(1);
    series.endPage();
    assertThat(series.size()).isZero();

    assertThat(series.find(text("a"))).isNotSameAs(known);
  }

  @Test
  void texts_ofPodsThatComeAndGo_doNotFillTheMemory() {
    for (int i = 0; i < 1_000; i++) {
      series.find(text("pod-" + i));
      series.find("other_" + i);
      if (i % 3 == 0) {
        series.noPage();
      } else {
        series.endPage();
      }
      assertThat(series.size()).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void text_thatIsNoSeries_isNotUsable() {
    assertThat(series.find("a{")).isEqualTo(new Unusable("syntax"));
    assertThat(series.find("up")).isEqualTo(new Unusable("not_gpu"));
  }

  @Test
  void series_thatThePageSaysHasEnded_isNotLive() {
    Known known = (Known) series.find(text("a"));
    series.endPage();
    assertThat(series.live()).isEqualTo(1);

    series.find(text("a"));
    series.noteEnd(known.state());

    assertThat(series.endPage()).isEqualTo(1);
    assertThat(series.live()).isZero();
  }
}
