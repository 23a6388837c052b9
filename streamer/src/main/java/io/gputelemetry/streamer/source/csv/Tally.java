package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.streamer.source.csv.LoadReport.BadRow;
import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import io.gputelemetry.telemetry.Absence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what became of records while they are read, and logs the first of each kind. Written by
 * one thread, read by any.
 */
public final class Tally {
  private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

  private static final int SHOWN_CHARS = 60;

  private final Optional<Drops> drops;
  private final Map<Rejection, Long> rejected = new EnumMap<>(Rejection.class);
  private final Map<Absence, Long> absent = new EnumMap<>(Absence.class);
  private final List<BadRow> firstBad = new ArrayList<>();
  private final Map<Rejection, List<Long>> firstLines = new EnumMap<>(Rejection.class);
  private final int linesMax;
  private long records;
  private long unreadableTimes;

  /** Counts for a report alone. */
  public Tally() {
    this(Optional.empty(), 0);
  }

  /** Counts for who tells a person what is bad: logs nothing, but keeps the first lines. */
  public static Tally ofLines(int linesOfAKindMax) {
    return new Tally(Optional.empty(), linesOfAKindMax);
  }

  /** Counts also what a client left out: {@code bad_row_<kind>} and {@code no_value_<reason>}. */
  public Tally(Drops drops) {
    this(Optional.of(drops), 0);
  }

  private Tally(Optional<Drops> drops, int linesMax) {
    this.drops = drops;
    this.linesMax = linesMax;
  }

  /** Counts what was left out so far, for who learns only at the end whether it counts. */
  public synchronized void countTo(Drops total) {
    rejected.forEach((kind, count) -> total.add(reason(kind), count));
    absent.forEach((why, count) -> total.add(reason(why), count));
  }

  private static String reason(Rejection kind) {
    return "bad_row_" + kind.label();
  }

  private static String reason(Absence why) {
    return "no_value_" + why.label();
  }

  synchronized void record() {
    records++;
  }

  synchronized void reject(String name, Rejection kind, long line) {
    drops.ifPresent(here -> here.add(reason(kind), 1));
    List<Long> lines = firstLines.computeIfAbsent(kind, first -> new ArrayList<>());
    if (lines.size() < linesMax) {
      lines.add(line);
    }
    if (rejected.merge(kind, 1L, Long::sum) == 1 && linesMax == 0) {
      firstBad.add(new BadRow(name, records, kind));
      LOG.warn(
          "{}: record {} is left out ({}); further ones of this kind are only counted",
          name,
          records,
          kind.label());
    }
  }

  synchronized void absent(Absence reason) {
    drops.ifPresent(here -> here.add(reason(reason), 1));
    absent.merge(reason, 1L, Long::sum);
  }

  synchronized void unreadableTime(String name, String text) {
    unreadableTimes++;
    if (unreadableTimes == 1) {
      LOG.warn("{}: \"{}\" is no time that is known; such rows get none", name, shown(text));
    }
  }

  /** What comes from elsewhere, fit for a line of a log. */
  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > SHOWN_CHARS ? line.substring(0, SHOWN_CHARS) + "..." : line;
  }

  /** The first lines of each kind that were left out, if they are kept. */
  public synchronized Map<Rejection, List<Long>> firstLines() {
    return Map.copyOf(firstLines);
  }

  /** So far. */
  public synchronized LoadReport report() {
    return new LoadReport(records, rejected, absent, unreadableTimes, firstBad);
  }
}
