package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.SourceSeries;
import java.util.List;

/** A file of its own, from its first row to its last, again and again. */
public final class CsvLoop implements Source {
  private final CsvFile file;
  private final List<SourceSeries> series;
  private final long passes;
  private long pass;
  private int row;

  /**
   * A walk over the file.
   *
   * @param passes how often, 0 = endlessly
   */
  public CsvLoop(CsvFile file, long passes) {
    this.file = file;
    this.series = SourceSeries.of(file.series());
    this.passes = passes;
  }

  @Override
  public String name() {
    return "csv " + file.path();
  }

  @Override
  public int read(long nowMicros, int max, Sink sink) {
    int count = 0;
    while (count < max && (passes == 0 || pass < passes)) {
      sink.sample(series.get(file.series(row)), file.sourceTime(row), file.value(row));
      count++;
      row++;
      if (row == file.rows()) {
        row = 0;
        pass++;
      }
    }
    return count == 0 && max > 0 ? END : count;
  }
}
