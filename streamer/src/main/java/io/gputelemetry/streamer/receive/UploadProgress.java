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
  private static final String DONE = "done";

  private final long uploadId;
  private final String key;
  private final Instant startedAt;
  private final Tally tally;
  private String state = "running";
  private long bytes;
  private long published;
  private long repeated;
  private String problem = "";

  /**
   * Nothing has come yet.
   *
   * @param key under which it can be sent again; the sender's, or one that was made for it
   */
  UploadProgress(String key, long startedAtMicros) {
    this.uploadId = ProducerId.of(key);
    this.key = key;
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

  /** What was taken of a file that fails, and how to send it so that nothing is stored twice. */
  synchronized String taken() {
    return published == 0
        ? "; nothing was taken"
        : "; %d rows were taken, send all of it again with the header Idempotency-Key: %s and they are not stored twice"
            .formatted(published, key);
  }

  synchronized void failed(String why) {
    state = "failed";
    problem = why;
  }

  /**
   * Counts what it left out; not before, since an upload that failed is sent again, and not if it
   * is one that was done before.
   *
   * @param doneBefore whether an upload of this key was; tells only of one without any sample
   */
  synchronized CsvUpload done(Drops drops, boolean doneBefore) {
    boolean isRepeat = published == 0 ? doneBefore : repeated == published;
    if (!isRepeat) {
      tally.countTo(drops);
    }
    state = DONE;
    return view();
  }

  synchronized boolean isDone() {
    return state.equals(DONE);
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
        published - repeated,
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
