package io.gputelemetry.streamer.source.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScrapeConfigTest {
  private static final ScrapeConfig CONFIG = ScrapeConfig.of(List.of("a"), List.of());

  @Test
  void defaults_areThoseThatAreDocumented() {
    assertThat(CONFIG.interval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(CONFIG.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(CONFIG.job()).isEqualTo("dcgm-exporter");
    assertThat(CONFIG.bounds()).isEqualTo(new ScrapeConfig.Bounds(16 << 20, 100_000, 1_000_000));
    assertThat(CONFIG.every(Duration.ofSeconds(1)).timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(CONFIG.every(Duration.ofSeconds(60)).timeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void value_outOfRange_isRefused() {
    refused(() -> ScrapeConfig.of(List.of(), List.of()), "nothing to scrape");
    refused(() -> CONFIG.every(Duration.ofMillis(99)), "every 0.099 s");
    refused(() -> CONFIG.every(Duration.ofHours(2)), "every 7200 s");
    refused(() -> timeout(Duration.ZERO), "not 0 s");
    refused(() -> timeout(Duration.ofSeconds(11)), "not 11 s");
    refused(() -> new ScrapeConfig.Bounds(0, 1, 1), "0 bytes");
    refused(() -> new ScrapeConfig.Bounds(1, 0, 1), "0 and 1");
    refused(() -> new ScrapeConfig.Bounds(1, 2, 1), "2 and 1");
  }

  private static ScrapeConfig timeout(Duration timeout) {
    return new ScrapeConfig(
        CONFIG.targets(),
        CONFIG.files(),
        CONFIG.job(),
        CONFIG.interval(),
        timeout,
        CONFIG.bounds());
  }

  private static void refused(Runnable made, String message) {
    assertThatThrownBy(made::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
