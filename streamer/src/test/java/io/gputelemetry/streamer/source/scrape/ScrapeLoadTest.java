package io.gputelemetry.streamer.source.scrape;

import static io.gputelemetry.streamer.source.scrape.Exporters.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.streamer.source.targets.Ownership;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * 200 exporters of 8 GPUs with 25 metrics, each on a port of its own, scraped every second; every
 * twentieth takes the connection and then sends nothing, or a byte a second.
 */
@Tag("proof")
class ScrapeLoadTest {
  private static final int EXPORTERS = 200;
  private static final int HANGING_EVERY = 20;
  private static final int GPUS = 8;
  private static final int METRICS = 25;
  private static final int SECONDS = 20;
  private static final long SECOND_MICROS = 1_000_000;

  private final SystemClock clock = new SystemClock();
  private final List<Exporters> exporters = new ArrayList<>();

  /** Event times by host. */
  private final Map<String, TreeSet<Long>> times = new HashMap<>();

  private long samples;

  private static String host(int number) {
    return "node-%03d".formatted(number);
  }

  private static String page(int number) {
    StringBuilder page = new StringBuilder();
    for (int metric = 0; metric < METRICS; metric++) {
      page.append("# HELP METRIC_%d Help.%n# TYPE METRIC_%d gauge%n".formatted(metric, metric));
      for (int gpu = 0; gpu < GPUS; gpu++) {
        page.append(
            """
            METRIC_%d{gpu="%d",UUID="GPU-%d-%d",pci_bus_id="0000:3B:0%d.0",device="nvidia%d",\
            modelName="NVIDIA H100 80GB HBM3",Hostname="%s",container="",namespace="",pod=""} %d
            """
                .formatted(metric, gpu, number, gpu, gpu, gpu, host(number), metric * gpu));
      }
    }
    return page.toString();
  }

  private List<String> startExporters() {
    List<String> targets = new ArrayList<>();
    for (int i = 0; i < EXPORTERS; i++) {
      Exporters exporter = new Exporters();
      exporters.add(exporter);
      targets.add(exporter.address());
      if (i % (2 * HANGING_EVERY) == 0) {
        exporter.hangAt("/metrics", new CountDownLatch(1));
      } else if (i % HANGING_EVERY == 0) {
        exporter.at(
            "/metrics",
            exchange -> {
              exchange.sendResponseHeaders(200, 10_000);
              while (!exporter.hang(Duration.ofSeconds(1))) {
                exchange.getResponseBody().write('a');
                exchange.getResponseBody().flush();
              }
            });
      } else {
        byte[] page = bytes(page(i));
        exporter.at("/metrics", exchange -> Exporters.send(exchange, 200, "text/plain", page));
      }
    }
    return targets;
  }

  @Test
  void fleet_ofWhichSomeHang_isScrapedEverySecond() throws InterruptedException {
    ScrapeConfig config = ScrapeConfig.of(startExporters(), List.of()).every(Duration.ofSeconds(1));
    Drops drops = new Drops(clock::epochMicros);
    List<TargetHealth> health;
    String problem;
    int threads;
    try (ScrapeSource source =
        ScrapeSource.start(config, Ownership.all(), clock, new PrometheusRegistry(), drops)) {
      // The first second is each target's way to its place.
      readFor(source, 2, false);
      readFor(source, SECONDS, true);
      threads = ManagementFactory.getThreadMXBean().getThreadCount();
      health = source.targets();
      problem = source.problem().orElse("");
    } finally {
      exporters.forEach(Exporters::close);
    }
    check(health, problem);
    System.out.printf(
        "%d samples/s, longest gap %d ms, slowest live scrape %d ms, %d threads with those of the"
            + " servers, drops %s%n%s%n",
        samples / SECONDS,
        longestGapMicros() / 1_000,
        slowest(health).toMillis(),
        threads,
        drops.list(),
        problem);
  }

  private void readFor(ScrapeSource source, int seconds, boolean kept) throws InterruptedException {
    long end = clock.monotonicNanos() + Duration.ofSeconds(seconds).toNanos();
    while (clock.monotonicNanos() < end) {
      source.read(
          clock.epochMicros(),
          10_000,
          (series, eventTime, sourceTime, value) -> {
            if (kept) {
              samples++;
              times
                  .computeIfAbsent(series.identity().gpu().hostname(), host -> new TreeSet<>())
                  .add(eventTime);
            }
          });
      clock.sleepNanos(5_000_000);
    }
  }

  private void check(List<TargetHealth> health, String problem) {
    int hanging = EXPORTERS / HANGING_EVERY;
    assertThat(problem).startsWith(hanging + " of " + EXPORTERS + " targets fail: ");
    assertThat(health).filteredOn(target -> target.error().isPresent()).hasSize(hanging);
    assertThat(times).hasSize(EXPORTERS - hanging);
    times.forEach(
        (host, scrapes) -> assertThat(scrapes.size()).as(host).isBetween(SECONDS - 2, SECONDS + 2));
    assertThat(longestGapMicros()).isLessThan(3 * SECOND_MICROS);
    assertThat(samples)
        .isEqualTo(
            times.values().stream().mapToLong(scrapes -> (long) scrapes.size()).sum()
                * GPUS
                * METRICS);
  }

  private long longestGapMicros() {
    long longest = 0;
    for (TreeSet<Long> scrapes : times.values()) {
      for (long time : scrapes) {
        Long next = scrapes.higher(time);
        longest = next == null ? longest : Math.max(longest, next - time);
      }
    }
    return longest;
  }

  private static Duration slowest(List<TargetHealth> health) {
    return health.stream()
        .filter(target -> target.error().isEmpty())
        .map(TargetHealth::duration)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }
}
