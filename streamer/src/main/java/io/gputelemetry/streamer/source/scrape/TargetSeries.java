package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.exposition.ExpositionText;
import io.gputelemetry.exposition.SeriesText;
import io.gputelemetry.streamer.source.LabelledSeries;
import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.Series;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The series of one target by the text in which it writes them. A text, or a series, that neither
 * of the last two pages had is forgotten, so that pods that come and go do not fill the memory. Not
 * thread-safe.
 */
final class TargetSeries {
  private final Map<String, String> targetLabels;
  private final MetricCatalogue catalogue;
  private final Map<String, Slot> byText = new HashMap<>();
  private final Map<Series, State> states = new HashMap<>();
  private long page = 1;
  private int live;

  TargetSeries(Map<String, String> targetLabels, MetricCatalogue catalogue) {
    this.targetLabels = targetLabels;
    this.catalogue = catalogue;
  }

  /** What a text of this page stands for. */
  Entry find(String text) {
    Slot slot = byText.computeIfAbsent(text, this::slot);
    slot.page = page;
    if (slot.entry instanceof Known known) {
      known.state.seenPage = page;
    }
    return slot.entry;
  }

  private Slot slot(String text) {
    Optional<SeriesText> parsed = SeriesText.parse(text);
    if (parsed.isEmpty()) {
      return new Slot(new Unusable("syntax"));
    }
    SeriesText own = parsed.get();
    Map<String, String> labels = LabelledSeries.honoured(own.labels(), targetLabels);
    return switch (LabelledSeries.of(own.name(), labels, catalogue)) {
      case LabelledSeries.Unusable unusable -> new Slot(new Unusable(unusable.reason()));
      case LabelledSeries.Known known ->
          new Slot(
              new Known(
                  SourceSeries.of(known.identity()),
                  states.computeIfAbsent(known.identity().series(), series -> new State())));
    };
  }

  /**
   * Notes a value of a series of this page.
   *
   * @param timeMicros that the page gives it, or {@link ExpositionText#NO_TIME}
   */
  Noted note(State state, long timeMicros) {
    boolean timed = timeMicros != ExpositionText.NO_TIME;
    boolean later = timed && timeMicros > state.timeMicros;
    boolean first = state.valuePage != page;
    state.valuePage = page;
    if (later) {
      state.timeMicros = timeMicros;
    }
    if (first) {
      return !timed || later ? Noted.NEW : Noted.REPEATED;
    }
    return later ? Noted.NEW : Noted.DUPLICATE;
  }

  /** Notes that the page says that a series ended. */
  void noteEnd(State state) {
    state.endPage = page;
  }

  /** Ends a page that was read. Returns how many series it does not have any more. */
  int endPage() {
    return forget(true);
  }

  /** Notes that there was no page, so that no series is live. Returns how many were. */
  int noPage() {
    return forget(false);
  }

  private int forget(boolean read) {
    int before = live;
    int kept = 0;
    live = 0;
    for (State state : states.values()) {
      boolean now = read && state.seenPage == page && state.endPage != page;
      kept += state.live && now ? 1 : 0;
      live += now ? 1 : 0;
      state.live = now;
    }
    states.values().removeIf(state -> state.seenPage < page - 1);
    byText.values().removeIf(slot -> slot.page < page - 1);
    page++;
    return before - kept;
  }

  /** Series that the last page had. */
  int live() {
    return live;
  }

  /** Texts that are remembered. */
  int size() {
    return byText.size();
  }

  /** What a text stands for. */
  sealed interface Entry {}

  /** A series with its attribution. */
  record Known(SourceSeries series, State state) implements Entry {}

  /** No series of a GPU; the reason is a counter's. */
  record Unusable(String reason) implements Entry {}

  /** What became of a value. */
  enum Noted {
    /** Pass it on. */
    NEW,
    /** The page has the series twice. */
    DUPLICATE,
    /** The page gives it the time of a value before. */
    REPEATED
  }

  /** What is remembered of a series, whatever its attribution. */
  static final class State {
    private long seenPage;
    private long valuePage;
    private long endPage;
    private boolean live;
    private long timeMicros = Long.MIN_VALUE;
  }

  private static final class Slot {
    private final Entry entry;
    private long page;

    Slot(Entry entry) {
      this.entry = entry;
    }
  }
}
