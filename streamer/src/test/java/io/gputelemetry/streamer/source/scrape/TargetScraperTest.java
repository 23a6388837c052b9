package io.gputelemetry.streamer.source.scrape;

import static io.gputelemetry.streamer.source.scrape.Page.line;
import static io.gputelemetry.streamer.source.scrape.Page.passed;
import static io.gputelemetry.streamer.source.scrape.Page.text;
import static io.gputelemetry.streamer.source.scrape.StepClock.START_MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gputelemetry.exposition.ExpositionText;
import io.gputelemetry.exposition.ExpositionText.Format;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.streamer.source.targets.Target;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SampleBatch;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TargetScraperTest {
  private static final int SAMPLES_MAX = 50;

  private final StepClock clock = new StepClock();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Drops drops = new Drops(clock::epochMicros);
  private Fetched answer = text("");

  private final TargetScraper scraper =
      new TargetScraper(
          Target.of("node-1:9400", Map.of("rack", "7", "pod", "exporter-x"), "dcgm"),
          new TargetScraper.Surroundings(
              url -> answer,
              clock,
              MetricCatalogue.load(),
              new ScrapeMetrics(registry, drops),
              SAMPLES_MAX));

  private List<Page.Passed> scrape(String page) throws InterruptedException {
    return scrape(text(page));
  }

  private List<Page.Passed> scrape(Fetched page) throws InterruptedException {
    answer = page;
    return passed(scraper.scrape().orElseThrow());
  }

  private String failedWith(Fetched page) throws InterruptedException {
    answer = page;
    assertThat(scraper.scrape()).isEmpty();
    return scraper.health().error().orElseThrow();
  }

  private double count(String name) {
    return registry.scrape(found -> found.equals("gpu_telemetry_streamer_" + name)).stream()
        .map(CounterSnapshot.class::cast)
        .flatMap(counter -> counter.getDataPoints().stream())
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  private long dropped(String reason) {
    return drops.list().stream()
        .filter(drop -> drop.reason().equals(reason))
        .mapToLong(Drop::count)
        .sum();
  }

  @Test
  void samples_haveTheTimeOfTheScrapeAndTheLabelsOfTheTarget() throws Exception {
    List<Page.Passed> samples = scrape(line(0, "17.5") + line(1, "3"));

    assertThat(samples).extracting(Page.Passed::uuid).containsExactly("GPU-0", "GPU-1");
    assertThat(samples).extracting(Page.Passed::value).containsExactly(17.5, 3.0);
    Page.Passed first = samples.getFirst();
    assertThat(first.eventTimeMicros()).isEqualTo(START_MICROS);
    assertThat(first.sourceTimeMicros()).isEqualTo(SampleBatch.NO_SOURCE_TIME);
    assertThat(first.identity().attribution().pod()).isEmpty();
    assertThat(first.identity().attribution().labels().render(first.identity().gpu(), ""))
        .isEqualTo("exporter_pod=\"exporter-x\",instance=\"node-1:9400\",job=\"dcgm\",rack=\"7\"");
  }

  @Test
  void exporter_winsOverWhatIsSaidAboutIt() throws Exception {
    String labels = ",pod=\"train-0\",job=\"own\",rack=\"8\"";

    Page.Passed sample = scrape(line(0, labels, "1")).getFirst();

    assertThat(sample.identity().attribution().pod()).isEqualTo("train-0");
    assertThat(sample.identity().attribution().labels().render(sample.identity().gpu(), ""))
        .contains("job=\"own\"", "rack=\"8\"", "instance=\"node-1:9400\"");
  }

  @Test
  void exporter_thatNamesItsHostOtherwise_winsToo() throws Exception {
    String page = "DCGM_FI_DEV_GPU_UTIL{uuid=\"GPU-0\",hostname=\"own\"} 1\n";
    TargetSeries series =
        new TargetSeries(Map.of("Hostname", "said", "UUID", "GPU-9"), MetricCatalogue.load());
    PageReader reader = new PageReader(series, START_MICROS, SAMPLES_MAX);
    byte[] bytes = page.getBytes(StandardCharsets.UTF_8);

    ExpositionText.read(Format.PROMETHEUS, bytes, bytes.length, reader);

    assertThat(passed(reader.samples()))
        .singleElement()
        .satisfies(sample -> {
          assertThat(sample.uuid()).isEqualTo("GPU-0");
          assertThat(sample.identity().gpu().hostname()).isEqualTo("own");
        });
  }

  @Test
  void staleMarker_endsTheSeriesAndIsNoSample() {
    TargetSeries series = new TargetSeries(Map.of(), MetricCatalogue.load());
    String text = "DCGM_FI_DEV_GPU_UTIL{uuid=\"GPU-0\"}";
    new PageReader(series, 1, 1).sample(text, 1, ExpositionText.NO_TIME);
    series.endPage();
    PageReader reader = new PageReader(series, 2, 1);

    reader.sample(text, Double.longBitsToDouble(0x7ff0000000000002L), ExpositionText.NO_TIME);

    assertThat(reader.samples().size()).isZero();
    assertThat(reader.tally().absent()).isEqualTo(Map.of("stale", 1));
    assertThat(series.endPage()).isEqualTo(1);
  }

  @Test
  void times_increaseWithEachScrapeWhateverTheClockDoes() throws Exception {
    long first = scrape(line(0, "1")).getFirst().eventTimeMicros();
    clock.advanceMicros(-5_000_000);
    long second = scrape(line(0, "1")).getFirst().eventTimeMicros();
    clock.advanceMicros(60_000_000);
    long third = scrape(line(0, "1")).getFirst().eventTimeMicros();

    assertThat(List.of(first, second, third))
        .containsExactly(START_MICROS, START_MICROS + 1, START_MICROS + 55_000_000);
  }

  @Test
  void time_onThePage_isTheEventTimeAndCountsOnce() throws Exception {
    long millis = START_MICROS / 1_000 - 250;
    Page.Passed sample = scrape(line(0, "1 " + millis)).getFirst();
    assertThat(sample.eventTimeMicros()).isEqualTo(millis * 1_000);
    assertThat(sample.sourceTimeMicros()).isEqualTo(millis * 1_000);

    assertThat(scrape(line(0, "1 " + millis))).isEmpty();
    assertThat(count("scrape_repeated_samples")).isEqualTo(1);
    assertThat(scrape(line(0, "2 " + (millis + 1)) + line(0, "3 " + (millis + 2)))).hasSize(2);
    assertThat(count("scrape_duplicate_samples")).isZero();
    assertThat(scrape(line(0, "4"))).hasSize(1);
  }

  @Test
  void time_thatCannotBe_isLeftOut() throws Exception {
    long ahead = START_MICROS / 1_000 + 3_600_000;

    assertThat(
            scrape(line(0, "1 " + ahead) + line(1, "1 " + (ahead + 1)) + line(2, "1 946684799999")))
        .extracting(Page.Passed::uuid)
        .containsExactly("GPU-0");
    assertThat(dropped("time_ahead")).isEqualTo(1);
    assertThat(dropped("time_ancient")).isEqualTo(1);
    assertThat(count("scrape_unusable_samples")).isEqualTo(2);
    assertThat(dropped("unusable_series")).isZero();
  }

  @Test
  void series_twiceOnAPage_countsAsWrittenFirst() throws Exception {
    List<Page.Passed> samples =
        scrape(
            line(0, ",pod=\"a\"", "1") + line(0, ",pod=\"b\"", "2") + line(0, ",pod=\"a\"", "3"));

    assertThat(samples).extracting(Page.Passed::value).containsExactly(1.0);
    assertThat(count("scrape_duplicate_samples")).isEqualTo(2);
    assertThat(dropped("duplicate_series")).isEqualTo(2);
  }

  @Test
  void values_thatAreNone_areLeftOutByReason() throws Exception {
    List<Page.Passed> samples =
        scrape(
            line(0, "NaN")
                + line(1, "2147483632")
                + line(2, "140737488355328.2")
                + line(3, "9223372036854775792")
                + line(4, "+Inf")
                + line(5, "0"));

    assertThat(samples).extracting(Page.Passed::uuid).containsExactly("GPU-4", "GPU-5");
    assertThat(count("scrape_absent_values")).isEqualTo(4);
    assertThat(scraper.health().liveSeries()).isEqualTo(6);
    assertThat(drops.list())
        .extracting(Drop::reason, Drop::count)
        .containsExactlyInAnyOrder(
            tuple("no_value_not_a_number", 1L),
            tuple("no_value_blank", 2L),
            tuple("no_value_not_supported", 1L));
  }

  @Test
  void lines_thatAreNoSeriesOfAGpu_areCounted() throws Exception {
    assertThat(scrape("go_goroutines 9\nprocess_cpu_seconds_total 1\n" + line(0, "1"))).hasSize(1);

    assertThat(count("scrape_unusable_samples")).isEqualTo(2);
    assertThat(drops.list()).as("every page has some, and nothing of it is lost").isEmpty();
  }

  @Test
  void lines_thatCannotBeRead_areCountedAndExplained() throws Exception {
    assertThat(scrape(line(0, "1") + "DCGM{a=\"\n" + line(1, "x") + line(2, "2"))).hasSize(2);

    assertThat(scraper.health().rejectedLines()).isEqualTo(2);
    assertThat(scraper.health().firstRejected().orElseThrow()).startsWith("line 2: ");
    assertThat(scraper.health().error()).isEmpty();
    assertThat(dropped("unreadable_line")).isEqualTo(2);
    assertThat(count("scrape_rejected_lines")).isEqualTo(2);
  }

  @Test
  void page_withoutOneReadableLine_fails() throws Exception {
    assertThat(failedWith(text("<html>\nnot found\n"))).contains("no line of its page can be read");
    assertThat(drops.list())
        .as("a failure is one, whatever the page had")
        .extracting(Drop::reason, Drop::count)
        .containsExactly(tuple("scrape_failed", 1L));
    assertThat(scrape(line(0, "1"))).hasSize(1);
    assertThat(scraper.health().error()).isEmpty();
  }

  @Test
  void page_withoutAnySample_fails() throws Exception {
    assertThat(failedWith(text(""))).isEqualTo("its page has no sample, only 0 bytes");
    assertThat(failedWith(text("# HELP a b\n"))).isEqualTo("its page has no sample, only 11 bytes");
    assertThat(scraper.health().lastGoodAtMicros()).isZero();
    assertThat(count("scrape_failures")).isEqualTo(2);
    assertThat(scrape("up 1\n")).as("of no GPU, but a page").isEmpty();
    assertThat(scraper.health().lastGoodAtMicros()).isEqualTo(scraper.health().lastAtMicros());
  }

  @Test
  void series_withTooManyLabels_isUnusableAndItsLineReadable() throws Exception {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < 70; i++) {
      labels.append(",l").append(i).append("=\"x\"");
    }
    assertThat(scrape(line(0, labels.toString(), "1") + line(1, "1"))).hasSize(1);
    assertThat(scraper.health().firstRejected()).isEmpty();
    assertThat(drops.list())
        .extracting(Drop::reason, Drop::count)
        .containsExactly(tuple("unusable_series", 1L));
  }

  @Test
  void page_withTooManySamples_failsAsAWhole() throws Exception {
    StringBuilder page = new StringBuilder();
    for (int i = 0; i < SAMPLES_MAX; i++) {
      page.append(line(i, "1"));
    }
    assertThat(scrape(page.toString())).hasSize(SAMPLES_MAX);

    assertThat(failedWith(text(page + line(99, "1")))).contains("more than 50 samples");
    assertThat(failedWith(text(page + "a b\n"))).contains("more than 50 samples");
    assertThat(count("scrape_failures")).isEqualTo(2);
    assertThat(scraper.health().liveSeries()).isZero();
  }

  @Test
  void series_thatVanish_endAndNothingIsMadeUp() throws Exception {
    scrape(line(0, "1") + line(1, "1") + line(2, "1"));
    assertThat(scraper.health().liveSeries()).isEqualTo(3);

    assertThat(scrape(line(0, "1"))).hasSize(1);
    assertThat(scraper.health().liveSeries()).isEqualTo(1);
    assertThat(count("scrape_ended_series")).isEqualTo(2);

    failedWith(Page.failed());
    assertThat(scraper.health().liveSeries()).isZero();
    assertThat(count("scrape_ended_series")).isEqualTo(3);
    failedWith(Page.failed());
    assertThat(count("scrape_ended_series")).isEqualTo(3);
  }

  @Test
  void series_ofAnotherPod_isTheSameSeriesAndDoesNotEnd() throws Exception {
    scrape(line(0, ",pod=\"a\"", "1"));
    Page.Passed next = scrape(line(0, ",pod=\"b\"", "1")).getFirst();

    assertThat(next.identity().attribution().pod()).isEqualTo("b");
    assertThat(count("scrape_ended_series")).isZero();
  }

  @Test
  void failure_isKeptUntilTheNextPage() throws Exception {
    assertThat(scraper.health().scrapes()).isZero();
    assertThat(failedWith(Page.failed())).isEqualTo("it cannot be reached");
    clock.advanceMicros(1_000);

    scrape(line(0, "1"));

    TargetHealth health = scraper.health();
    assertThat(health.error()).isEmpty();
    assertThat(health.scrapes()).isEqualTo(2);
    assertThat(health.samples()).isEqualTo(1);
    assertThat(health.lastAtMicros()).isEqualTo(START_MICROS + 1_000);
    assertThat(count("scrapes")).isEqualTo(2);
    assertThat(count("scrape_samples")).isEqualTo(1);
  }

  @Test
  void fault_ofOurs_isAFailureAndNotTheEnd() throws Exception {
    TargetScraper faulty =
        new TargetScraper(
            Target.of("node-1", Map.of(), "j"),
            new TargetScraper.Surroundings(
                url -> {
                  throw new IllegalStateException("broken");
                },
                clock,
                MetricCatalogue.load(),
                new ScrapeMetrics(new PrometheusRegistry(), drops),
                SAMPLES_MAX));

    assertThat(faulty.scrape()).isEqualTo(Optional.empty());
    assertThat(faulty.health().error().orElseThrow()).contains("broken");
  }

  @Test
  void page_ofAnyBytes_isNeverFatalAndAllIsCounted() throws Exception {
    byte[] good =
        (line(0, "1") + "# HELP a b\n" + line(1, "2 1790000000000") + "up 1\n" + line(2, "NaN"))
            .getBytes(StandardCharsets.UTF_8);
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] page = good.clone();
      for (int left = random.nextInt(4); left >= 0; left--) {
        page[random.nextInt(page.length)] = (byte) random.nextInt(256);
      }
      answer = Page.body(random.nextBoolean() ? Format.PROMETHEUS : Format.OPENMETRICS, page);
      Optional<ScrapedSamples> samples = scraper.scrape();
      assertThat(samples.isPresent() ? samples.get().size() : 0)
          .as("seed %d", seed)
          .isBetween(0, 3);
      assertThat(scraper.health().error().isPresent()).isEqualTo(samples.isEmpty());
    }
    assertThat(count("scrapes")).isEqualTo(20_000);
    assertThat((long) count("scrape_rejected_lines"))
        .isEqualTo(dropped("unreadable_line"))
        .isPositive();
  }
}
