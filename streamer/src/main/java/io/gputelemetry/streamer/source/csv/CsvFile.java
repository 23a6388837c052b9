package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.SeriesTable;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.nio.file.Path;

/**
 * The rows of CSV files that hold a sample, in memory: per row a series, a source time and a value.
 * Rows are numbered from 0. Immutable; any thread may read.
 */
public final class CsvFile {
  private final String path;
  private final SeriesTable series;
  private final int[] indexes;
  private final long[] sourceTimes;
  private final double[] values;
  private final LoadReport report;
  private final long content;

  CsvFile(String path, SeriesTable series, Columns columns, LoadReport report, long content) {
    this.path = path;
    this.series = series;
    this.indexes = columns.series();
    this.sourceTimes = columns.sourceTimes();
    this.values = columns.values();
    this.report = report;
    this.content = content;
  }

  /**
   * Reads whole files, plain, gzip or Zstandard; several are one, in the order of their names, each
   * with a header of its own. Columns are found by the names of the header, whatever their order
   * and case; {@code metric_name}, {@code uuid} and {@code value} must be there. A bad row is
   * counted and skipped.
   *
   * @param path a file, a directory or a glob
   * @throws SourceException if there is no such file, it is no such CSV, or no row of it is good
   */
  public static CsvFile load(String path, MetricCatalogue catalogue) {
    return new CsvLoader(path, catalogue).load();
  }

  /** The same of a path. */
  public static CsvFile load(Path path, MetricCatalogue catalogue) {
    return load(path.toString(), catalogue);
  }

  /** Where it was read from, as it was written. */
  public String path() {
    return path;
  }

  /** Rows; at least 1. */
  public int rows() {
    return indexes.length;
  }

  /** The series of the rows. */
  public SeriesTable series() {
    return series;
  }

  /** Index of row {@code row}'s series. */
  public int series(int row) {
    return indexes[row];
  }

  /** Source time of a row in microseconds, or {@code SampleBatch.NO_SOURCE_TIME}. */
  public long sourceTime(int row) {
    return sourceTimes[row];
  }

  /** Value of a row. */
  public double value(int row) {
    return values[row];
  }

  /**
   * Fingerprint of the text: the first 64 bits of the SHA-256 of all files behind each other,
   * decompressed. The same under another name or compression.
   */
  public long content() {
    return content;
  }

  /** What was skipped. */
  public LoadReport report() {
    return report;
  }
}
