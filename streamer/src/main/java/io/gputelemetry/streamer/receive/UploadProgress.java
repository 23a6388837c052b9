package io.gputelemetry.streamer.receive;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.streamer.receive.CsvUpload.BadRow;
import io.gputelemetry.streamer.source.csv.LoadReport;
import io.gputelemetry.streamer.source.csv.Tally;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** How far an upload is. Written by its thread, read by any. */
final class UploadProgress {
  private final long uploadId;
  private final Instant startedAt;
  private final Tally tally;
  private String state = "running";
  private long bytes;
  private long published;
  private long repeated;
  private String problem = "";

  UploadProgress(long uploadId, long startedAtMicros) {
    this.uploadId = uploadId;
    this.startedAt = Instant.EPOCH.plus(startedAtMicros, ChronoUnit.MICROS);
    this.tally = new Tally();
  }

  long uploadId() {
    return uploadId;
  }

  String id() {
    return "%016x".formatted(uploadId);
  }

  Tally tally() {
    return tally;
  }

  synchronized void received(int count) {
    bytes += count;
  }

  /** The broker has these samples. */
  synchronized void published(int samples, boolean again) {
    published += samples;
    repeated += again ? samples : 0;
  }

  synchronized long published() {
    return published;
  }

  synchronized void failed(String why) {
    state = "failed";
    problem = why;
  }

  /** Counts what it left out; not before, since an upload that failed is sent again. */
  synchronized CsvUpload done(Drops drops) {
    tally.countTo(drops);
    state = "done";
    return view();
  }

  synchronized CsvUpload view() {
    LoadReport report = tally.report();
    return new CsvUpload(
        id(),
        state,
        startedAt,
        bytes,
        report.records(),
        published,
        repeated,
        byLabel(report.rejected(), LoadReport.Rejection::label),
        byLabel(report.absent(), reason -> reason.label()),
        report.unreadableTimes(),
        report.firstBad().stream()
            .map(bad -> new BadRow(bad.record(), bad.kind().label()))
            .toList(),
        problem);
  }

  private static <K> Map<String, Long> byLabel(Map<K, Long> counts, Function<K, String> label) {
    Map<String, Long> named = new TreeMap<>();
    counts.forEach((key, count) -> named.put(label.apply(key), count));
    return named;
  }
}
