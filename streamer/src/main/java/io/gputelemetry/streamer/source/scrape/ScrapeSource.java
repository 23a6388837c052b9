package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.targets.Ownership;
import io.gputelemetry.streamer.source.targets.Target;
import io.gputelemetry.streamer.source.targets.Targets;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pages of exporters, each target's once an interval. The event time of a sample is the start
 * of its scrape, later for each scrape of a target, unless the page gives it a time of its own.
 *
 * <p>Scrapes run on their own threads from {@link #start} on, and fill a bounded buffer that {@link
 * #read} empties. While the buffer is full, scrapes are skipped and counted; what is in it is never
 * dropped.
 */
public final class ScrapeSource implements Source {
  private static final Logger LOG = LoggerFactory.getLogger(ScrapeSource.class);
  private static final int PROBLEMS_SHOWN = 3;

  private static final int NAMES_SHOWN = 10;

  /** Files and other streamers are looked at this often. */
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final ScrapeConfig config;
  private final Targets targets;
  private final Clock clock;
  private final ScrapeMetrics metrics;
  private final HttpFetcher fetcher;
  private final ScrapeBuffer buffer;
  private final TargetScraper.Surroundings around;
  private final Thread keeper;

  /** Replaced, never changed. */
  private volatile Map<Target, TargetLoop> loops = Map.of();

  private volatile List<String> fileProblems = List.of();

  private ScrapeSource(
      ScrapeConfig config,
      Ownership ownership,
      Clock clock,
      PrometheusRegistry registry,
      Drops drops) {
    this.config = config;
    this.targets = new Targets(config.targets(), config.files(), config.job(), ownership);
    this.clock = clock;
    this.metrics = new ScrapeMetrics(registry, drops);
    this.fetcher = new HttpFetcher(config.timeout(), config.bounds().bodyBytes());
    this.buffer = new ScrapeBuffer(config.bounds().bufferedSamples());
    this.around =
        new TargetScraper.Surroundings(
            fetcher, clock, MetricCatalogue.load(), metrics, config.bounds().samples());
    this.keeper = Thread.ofPlatform().daemon().name("scrape-targets").unstarted(this::keep);
  }

  /**
   * Begins to scrape.
   *
   * @param ownership which of the targets are this streamer's
   * @param drops learns what is lost: {@code scrape_failed} and {@code scrape_skipped} count
   *     scrapes, {@code unreadable_line}, {@code unusable_series} and {@code duplicate_series}
   *     count lines
   * @throws IllegalArgumentException if a target that is given is no address
   */
  public static ScrapeSource start(
      ScrapeConfig config,
      Ownership ownership,
      Clock clock,
      PrometheusRegistry registry,
      Drops drops) {
    ScrapeSource source = new ScrapeSource(config, ownership, clock, registry, drops);
    source.keeper.start();
    return source;
  }

  private void keep() {
    try {
      while (!Thread.interrupted()) {
        refresh();
        clock.sleepNanos(Math.min(config.interval().toNanos(), LOOK_NANOS));
      }
    } catch (InterruptedException e) {
      // Being closed is how it ends.
      Thread.currentThread().interrupt();
    }
  }

  /** Starts and stops threads so that they are those of the targets as they are named now. */
  private void refresh() throws InterruptedException {
    List<Target> named = targets.refresh();
    tellOfFiles(targets.problems());
    Map<Target, TargetLoop> before = loops;
    Set<Target> stay = Set.copyOf(named);
    List<TargetLoop> gone =
        before.values().stream().filter(loop -> !stay.contains(loop.target())).toList();
    // The same page may be there with other labels, and no two scrapes of it at once.
    stop(gone);
    Map<Target, TargetLoop> now = new LinkedHashMap<>();
    for (Target target : named) {
      TargetLoop running = before.get(target);
      now.put(target, running == null ? loop(target) : running);
    }
    tellOfTargets(before.keySet(), now.keySet());
    loops = now;
    metrics.targets(now.size());
    now.values().stream()
        .filter(loop -> !before.containsKey(loop.target()))
        .forEach(TargetLoop::start);
  }

  private void tellOfFiles(List<String> now) {
    now.stream()
        .filter(problem -> !fileProblems.contains(problem))
        .forEach(problem -> LOG.warn("{}", problem));
    if (now.isEmpty() && !fileProblems.isEmpty()) {
      LOG.info("all target files can be used again");
    }
    fileProblems = now;
  }

  private static void tellOfTargets(Set<Target> before, Set<Target> now) {
    List<Target> added = now.stream().filter(target -> !before.contains(target)).toList();
    List<Target> gone = before.stream().filter(target -> !now.contains(target)).toList();
    if (!added.isEmpty() || !gone.isEmpty()) {
      LOG.info("{} targets{}{}", now.size(), named("; new: ", added), named("; gone: ", gone));
    }
  }

  private static String named(String word, List<Target> which) {
    if (which.isEmpty()) {
      return "";
    }
    String names =
        which.stream().limit(NAMES_SHOWN).map(Target::instance).collect(Collectors.joining(", "));
    int more = which.size() - NAMES_SHOWN;
    return word + names + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private TargetLoop loop(Target target) {
    return new TargetLoop(target, around, buffer, config.interval());
  }

  private static void stop(List<TargetLoop> gone) throws InterruptedException {
    gone.forEach(TargetLoop::stop);
    for (TargetLoop loop : gone) {
      loop.join();
    }
  }

  @Override
  public String name() {
    int count = loops.size();
    return "scrape " + count + (count == 1 ? " target" : " targets");
  }

  @Override
  public int read(long nowMicros, int max, Sink sink) {
    return buffer.read(max, sink);
  }

  @Override
  public long waiting() {
    return buffer.waiting();
  }

  /** How each target does, in the order in which they are named. */
  public List<TargetHealth> targets() {
    return loops.values().stream().map(TargetLoop::health).toList();
  }

  @Override
  public Optional<String> problem() {
    List<String> problems = new ArrayList<>(fileProblems);
    List<TargetHealth> all = targets();
    shown("fail", all, TargetHealth::error).ifPresent(problems::add);
    shown("have lines that cannot be read", all, TargetHealth::firstRejected)
        .ifPresent(problems::add);
    if (!buffer.hasRoom()) {
      problems.add("scrapes are skipped because the queue takes too little");
    }
    return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
  }

  private static Optional<String> shown(
      String what, List<TargetHealth> all, Function<TargetHealth, Optional<String>> why) {
    List<String> lines = new ArrayList<>();
    for (TargetHealth health : all) {
      why.apply(health).ifPresent(text -> lines.add(health.target().instance() + ": " + text));
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    int more = Math.max(0, lines.size() - PROBLEMS_SHOWN);
    String first = String.join(", ", lines.subList(0, lines.size() - more));
    return Optional.of(
        "%d of %d targets %s: %s%s"
            .formatted(
                lines.size(), all.size(), what, first, more > 0 ? ", and " + more + " more" : ""));
  }

  /** Stops scraping, in the middle of pages; what is in the buffer can still be read. */
  @Override
  public void close() {
    keeper.interrupt();
    try {
      keeper.join();
      stop(List.copyOf(loops.values()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    fetcher.close();
  }
}
