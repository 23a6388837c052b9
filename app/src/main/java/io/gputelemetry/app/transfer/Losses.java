package io.gputelemetry.app.transfer;

import io.gputelemetry.store.StoredSample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts the rows of which the columns of the capture cannot carry everything. */
final class Losses {
  private static final long USUAL_NAN = Double.doubleToRawLongBits(Double.NaN);

  /** What is lost of each row of a series. */
  enum OfSeries {
    NOTHING(""),
    DESCRIPTION(
        "come back with another label text, or with blanks cut off a name; their series and values"
            + " stay"),
    SERIES("come back as another series: labels that tell it apart have names that CSV does not"),
    ROW("cannot be read again: a text is empty, too long, or has a NUL");

    private final String sentence;

    OfSeries(String sentence) {
      this.sentence = sentence;
    }
  }

  private final Map<OfSeries, Long> rows = new EnumMap<>(OfSeries.class);
  private long sourceTimes;
  private long patterns;

  void count(StoredSample row, OfSeries loss) {
    if (loss != OfSeries.NOTHING) {
      rows.merge(loss, 1L, Long::sum);
    }
    sourceTimes += row.sourceTimeMicros().isPresent() ? 1 : 0;
    boolean odd = Double.isNaN(row.value()) && Double.doubleToRawLongBits(row.value()) != USUAL_NAN;
    patterns += odd ? 1 : 0;
  }

  /** For a person, one line each; nothing if nothing was lost. */
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    rows.forEach((loss, count) -> sentences.add(count + " rows " + loss.sentence));
    if (sourceTimes > 0) {
      sentences.add(sourceTimes + " rows have a source time, which is left out");
    }
    if (patterns > 0) {
      sentences.add(
          patterns + " values are a NaN of a kind of its own, and come back as the usual");
    }
    return sentences;
  }
}
