package io.gputelemetry.streamer.receive;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An upload, as it is told. When it is done, {@code rows = published + rejected + absent}.
 *
 * @param added of those that are published, samples that are new
 * @param repeated of those that are published, samples that the broker had already
 */
@Json(naming = Json.Naming.LowerUnderscore)
@Doc("An upload of a CSV file. When it is done, rows = published + rejected + absent.")
record CsvUpload(
    @Doc("Its name here; the same for the same Idempotency-Key.") String id,
    @Doc("How it stands: running, done or failed.") String state,
    @Doc("When it began.") Instant startedAt,
    @Doc("Bytes that have come, as they were sent.") long bytes,
    @Doc("Records behind the header that were read.") long rows,
    @Doc(
            "Samples of the file that are durable, by this upload or an earlier one: added + repeated.")
        long published,
    @Doc("Of these, samples that this upload added.") long added,
    @Doc("Of these, samples that were there already, from an earlier upload of the same key.")
        long repeated,
    @Doc("Bad rows by kind.") Map<String, Long> rejected,
    @Doc("Rows whose source had no value, by reason.") Map<String, Long> absent,
    @Doc("Samples whose timestamp could not be read; they have no source time.")
        long unreadableTimes,
    @Doc("The first bad row of each kind.") List<BadRow> firstBad,
    @Doc("Why it failed; empty if it did not.") String problem) {

  /** A bad row. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A bad row.")
  record BadRow(@Doc("Its number, from 1.") long row, @Doc("What is wrong with it.") String kind) {}
}
