package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.Request;
import io.gputelemetry.streamer.source.scrape.ScrapedTargets.ScrapedTarget;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/v1/scrape/targets}: each target and how it does. Can be served before there is a
 * source. Any thread may call.
 */
public final class ScrapeTargets {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int TARGETS_MAX = 20_000;

  private static final Param<Wanted> STATE =
      Param.oneOf("state", Wanted.class, Wanted.ALL, "Only targets of this state.");

  private static final Param<Integer> LIMIT =
      Param.integer("limit", 1, 1_000, 100, "The most targets of an answer.");

  private static final Param<Integer> SKIP =
      Param.integer("skip", 0, TARGETS_MAX, 0, "Targets of that state to pass over before.");

  private volatile Supplier<List<TargetHealth>> targets = List::of;

  /** Which targets are asked for. */
  enum Wanted {
    /** All. */
    ALL,
    /** Those whose last scrape gave a page. */
    UP,
    /** Those whose last scrape failed. */
    FAILING,
    /** Those that were not scraped yet. */
    WAITING
  }

  /** Tells of these from now on. */
  public void show(ScrapeSource source) {
    targets = source::targets;
  }

  /** To be served by a listener. */
  public Operation operation() {
    return Operation.get("/api/v1/scrape/targets", "listScrapeTargets", "Lists scraped targets")
        .description("Those of this streamer; empty if it does not scrape.")
        .tag("scrape")
        .params(STATE, LIMIT, SKIP)
        .json(ScrapedTargets.class, this::list);
  }

  private ScrapedTargets list(Request request) {
    List<TargetHealth> all = targets.get();
    Wanted wanted = request.get(STATE);
    return new ScrapedTargets(
        all.size(),
        all.stream().filter(health -> state(health) == Wanted.FAILING).count(),
        all.stream()
            .filter(health -> wanted == Wanted.ALL || state(health) == wanted)
            .skip(request.get(SKIP))
            .limit(request.get(LIMIT))
            .map(ScrapeTargets::target)
            .toList());
  }

  private static Wanted state(TargetHealth health) {
    if (health.scrapes() == 0) {
      return Wanted.WAITING;
    }
    return health.error().isPresent() ? Wanted.FAILING : Wanted.UP;
  }

  private static ScrapedTarget target(TargetHealth health) {
    return new ScrapedTarget(
        health.target().url().toString(),
        health.target().instance(),
        state(health).name().toLowerCase(Locale.ROOT),
        health.error().orElse(""),
        instant(health.lastAtMicros()),
        instant(health.lastGoodAtMicros()),
        health.duration().toNanos() / NANOS_PER_SECOND,
        health.samples(),
        health.rejectedLines(),
        health.firstRejected().orElse(""),
        health.scrapes());
  }

  private static @Nullable Instant instant(long micros) {
    return micros == 0 ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
