package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.exposition.ExpositionText;
import io.gputelemetry.streamer.source.scrape.TargetSeries.Known;
import io.gputelemetry.streamer.source.scrape.TargetSeries.State;
import io.gputelemetry.streamer.source.scrape.TargetSeries.Unusable;
import io.gputelemetry.telemetry.Absence;
import io.gputelemetry.telemetry.ImpossibleTime;
import java.util.Optional;

/** Takes what the text of a page says and keeps the samples of GPUs. Reads one page. */
final class PageReader implements ExpositionText.Sink {
  private final TargetSeries series;
  private final long timeMicros;
  private final int linesMax;
  private final ScrapedSamples samples;
  private final PageTally tally = new PageTally();
  private int lines;

  PageReader(TargetSeries series, long timeMicros, int linesMax) {
    this.series = series;
    this.timeMicros = timeMicros;
    this.linesMax = linesMax;
    this.samples = new ScrapedSamples(timeMicros);
  }

  ScrapedSamples samples() {
    return samples;
  }

  PageTally tally() {
    return tally;
  }

  /** Whether it has more samples than it may have; those beyond were not looked at. */
  boolean tooMany() {
    return lines > linesMax;
  }

  /** Whether it has no sample, readable or not. */
  boolean isEmpty() {
    return lines == 0;
  }

  /** Whether there was something, and nothing of it could be read. */
  boolean unreadable() {
    return lines > 0 && tally.rejectedLines() == lines;
  }

  @Override
  public void sample(String text, double value, long ownTimeMicros) {
    if (++lines > linesMax) {
      return;
    }
    switch (series.find(text)) {
      case Unusable unusable -> tally.addUnusable(unusable.reason());
      case Known known -> known(known, value, ownTimeMicros);
    }
  }

  private void known(Known known, double value, long ownTimeMicros) {
    Optional<Absence> absence = Absence.of(value);
    Optional<ImpossibleTime> impossible = impossible(ownTimeMicros);
    if (absence.isPresent()) {
      absent(known.state(), absence.get());
    } else if (impossible.isPresent()) {
      tally.addImpossible(impossible.get());
    } else {
      switch (series.note(known.state(), ownTimeMicros)) {
        case NEW -> samples.add(known.series(), ownTimeMicros, value);
        case DUPLICATE -> tally.addDuplicate();
        case REPEATED -> tally.addRepeated();
      }
    }
  }

  private void absent(State state, Absence absence) {
    tally.addAbsent(absence.label());
    if (absence == Absence.STALE) {
      series.noteEnd(state);
    }
  }

  private Optional<ImpossibleTime> impossible(long ownTimeMicros) {
    return ownTimeMicros == ExpositionText.NO_TIME
        ? Optional.empty()
        : ImpossibleTime.of(ownTimeMicros, timeMicros);
  }

  @Override
  public void rejected(int line, ExpositionText.Rejection reason) {
    if (++lines > linesMax) {
      return;
    }
    if (reason == ExpositionText.Rejection.TOO_MANY_LABELS) {
      // The line can be read; it is the series that cannot be kept.
      tally.addUnusable(reason.label());
    } else {
      tally.addRejected(line, reason.label());
    }
  }
}
