package io.gputelemetry.streamer.source.scrape;

import static io.gputelemetry.streamer.source.scrape.Exporters.bytes;
import static io.gputelemetry.streamer.source.scrape.Exporters.send;
import static io.gputelemetry.streamer.source.scrape.Page.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.streamer.source.targets.Ownership;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScrapeSourceTest {
  private static final Duration INTERVAL = Duration.ofMillis(250);

  @TempDir Path directory;

  private final SystemClock clock = new SystemClock();
  private final Drops drops = new Drops(clock::epochMicros);
  private final Exporters exporters = new Exporters();

  @AfterEach
  void close() {
    exporters.close();
  }

  private ScrapeConfig config(List<String> targets, List<Path> files, ScrapeConfig.Bounds bounds) {
    return new ScrapeConfig(targets, files, "dcgm", INTERVAL, INTERVAL, bounds);
  }

  private ScrapeSource start(List<String> targets, List<Path> files) {
    return start(config(targets, files, ScrapeConfig.Bounds.DEFAULT));
  }

  private ScrapeSource start(ScrapeConfig config) {
    return ScrapeSource.start(config, Ownership.all(), clock, new PrometheusRegistry(), drops);
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static void awaitProblem(ScrapeSource source, String... parts) {
    await(() -> {
      String problem = source.problem().orElse("");
      return Stream.of(parts).allMatch(problem::contains);
    });
  }

  private static void readUntil(ScrapeSource source, Page.Collected sink, BooleanSupplier enough) {
    await(() -> {
      assertThat(source.read(0, 1_000, sink)).isNotNegative();
      return enough.getAsBoolean();
    });
  }

  /** So many exporters, of which every twentieth never answers. */
  private List<String> fleet(int count, CountDownLatch hanging, CountDownLatch answered) {
    List<String> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String path = "/node-%03d/metrics".formatted(i);
      targets.add(exporters.url(path));
      if (i % 20 == 0) {
        exporters.hangAt(path, hanging);
      } else {
        String page = line(i, "1");
        AtomicInteger left = new AtomicInteger(3);
        exporters.at(
            path,
            exchange -> {
              send(exchange, 200, "text/plain", bytes(page));
              if (left.getAndDecrement() > 0) {
                answered.countDown();
              }
            });
      }
    }
    return targets;
  }

  @Test
  void targets_thatHang_doNotDelayTheOthers() throws Exception {
    CountDownLatch hanging = new CountDownLatch(2);
    CountDownLatch answered = new CountDownLatch(38 * 3);
    List<String> targets = fleet(40, hanging, answered);
    Page.Collected collected = new Page.Collected();

    try (ScrapeSource source = start(targets, List.of())) {
      hanging.await();
      answered.await();
      readUntil(source, collected, () -> collected.samples.size() >= 38 * 3);
      // On a busy machine others may be late for once.
      awaitProblem(source, "2 of 40 targets fail: ", "it did not send its page within 250 ms");
      assertThat(collected.samples).extracting(Page.Passed::uuid).doesNotContain("GPU-0");
    }
  }

  @Test
  void timesOfATarget_differFromScrapeToScrape() {
    exporters.at("/metrics", line(0, "1") + line(1, "2"));
    Page.Collected collected = new Page.Collected();

    try (ScrapeSource source = start(List.of(exporters.address()), List.of())) {
      readUntil(source, collected, () -> collected.samples.size() >= 6);
    }

    List<Long> times =
        collected.samples.stream()
            .filter(sample -> sample.uuid().equals("GPU-0"))
            .map(Page.Passed::eventTimeMicros)
            .toList();
    assertThat(times).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void file_thatNamesOthers_startsAndStopsTargets() throws IOException {
    exporters.at("/a", line(0, "1"));
    exporters.at("/b", line(1, "1"));
    Path file = directory.resolve("targets.json");
    Files.writeString(file, "[{\"targets\": [\"" + exporters.url("/a") + "\"]}]");
    Page.Collected collected = new Page.Collected();

    try (ScrapeSource source = start(List.of(), List.of(file))) {
      readUntil(source, collected, () -> !collected.samples.isEmpty());
      Files.writeString(file, "[{\"targets\": [\"" + exporters.url("/b") + "\"]}]");
      readUntil(source, collected, () -> collected.samples.getLast().uuid().equals("GPU-1"));
      assertThat(source.targets())
          .singleElement()
          .satisfies(health -> assertThat(health.target().url()).hasToString(exporters.url("/b")));
      source.read(0, 1_000, collected);
      Page.Collected later = new Page.Collected();
      readUntil(source, later, () -> later.samples.size() >= 3);
      assertThat(later.samples).extracting(Page.Passed::uuid).containsOnly("GPU-1");

      Files.writeString(file, "[{");
      awaitProblem(source, "targets.json", "the last list of 1 counts");
      int before = collected.samples.size();
      readUntil(source, collected, () -> collected.samples.size() > before);
    }
  }

  @Test
  void buffer_thatIsNotEmptied_skipsScrapesAndKeepsWhatItHas() {
    AtomicInteger asked = new AtomicInteger();
    byte[] page = bytes(line(0, "1") + line(1, "2"));
    exporters.at(
        "/metrics",
        exchange -> {
          asked.incrementAndGet();
          send(exchange, 200, "text/plain", page);
        });
    ScrapeConfig small =
        config(List.of(exporters.address()), List.of(), new ScrapeConfig.Bounds(10_000, 2, 4));

    try (ScrapeSource source = start(small)) {
      await(() -> dropped("scrape_skipped") >= 2);
      // A page that nobody would have room for is not asked for.
      assertThat(asked).hasValue(2);
      awaitProblem(source, "scrapes are skipped because the queue takes too little");
      Page.Collected collected = new Page.Collected();

      assertThat(source.read(0, 100, collected)).isEqualTo(4);
      readUntil(source, collected, () -> collected.samples.size() > 4);

      assertThat(collected.samples.subList(0, 4))
          .extracting(Page.Passed::uuid)
          .containsExactly("GPU-0", "GPU-1", "GPU-0", "GPU-1");
    }
  }

  @Test
  void page_thatDoesNotFitTheBuffer_isSkippedAsAWhole() {
    exporters.at("/metrics", line(0, "1") + line(1, "2") + line(2, "3"));
    ScrapeConfig small =
        config(List.of(exporters.address()), List.of(), new ScrapeConfig.Bounds(10_000, 3, 4));

    try (ScrapeSource source = start(small)) {
      await(() -> dropped("scrape_skipped") >= 2);

      assertThat(source.read(0, 100, new Page.Collected())).isEqualTo(3);
    }
  }

  private long dropped(String reason) {
    return drops.list().stream()
        .filter(drop -> drop.reason().equals(reason))
        .mapToLong(Drop::count)
        .sum();
  }

  @Test
  void close_inTheMiddleOfAScrape_endsIt() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    exporters.hangAt("/metrics", asked);
    ScrapeSource source = start(List.of(exporters.address()), List.of());
    asked.await();

    source.close();

    assertThat(source.name()).isEqualTo("scrape 1 target");
    assertThat(source.read(0, 10, new Page.Collected())).isZero();
  }

  @Test
  void lines_thatCannotBeRead_areAProblemAndTheOthersAreRead() {
    exporters.at("/metrics", line(0, "1") + "no line\n");
    Page.Collected collected = new Page.Collected();

    try (ScrapeSource source = start(List.of(exporters.address()), List.of())) {
      awaitProblem(source, "1 of 1 targets have lines that cannot be read", ": line 2: ");
      readUntil(source, collected, () -> !collected.samples.isEmpty());
    }
  }

  @Test
  void problems_ofMany_areNamedUpToThree() {
    List<String> targets = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      targets.add(exporters.url("/missing-" + i));
    }

    try (ScrapeSource source = start(targets, List.of())) {
      await(() -> source.problem().filter(text -> text.startsWith("5 of 5")).isPresent());

      assertThat(source.problem().orElseThrow())
          .contains("it answered status 404")
          .endsWith("and 2 more");
    }
  }
}
