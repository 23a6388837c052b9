package io.gputelemetry.api.rest;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Json(naming = Json.Naming.LowerUnderscore)
@Doc("The whole pipeline now: the queue, everyone who is connected to it, and the store.")
record PipelineView(
    @Doc("When this was read.") Instant at,
    @Doc("Whether the queue answered; without it topics and processes are empty.")
        boolean queueReachable,
    @Doc(value = "Why the queue or the store is missing here; empty if both answered.")
        String problem,
    @Doc("The topics of the queue.") List<PipelineTopic> topics,
    @Doc("Everyone who is connected to the queue, by role and name.")
        List<PipelineProcess> processes,
    @Doc(value = "Older connections that were too many to be read.", example = "0")
        int connectionsLeftOut,
    @Doc("What the store holds; null if it did not answer.") @Nullable PipelineStore store,
    @Doc("What was published or read and is not in the store on purpose; nothing with count 0.")
        List<PipelineDrop> drops) {

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A topic: one durable log.")
  record PipelineTopic(
      @Doc(value = "Its name.", example = "telemetry") String topic,
      @Doc("Offset of the oldest message that is kept.") long firstOffset,
      @Doc("Offset of the next message.") long endOffset,
      @Doc("Bytes of its log on disk.") long bytes,
      @Doc("The bound of these: there, publishes wait and are refused; null if not known.")
          @Nullable Long maxBytes,
      @Doc("Samples in all messages ever published.") long samplesPublished,
      @Doc("How many of them came a second over the last 10 s.") double samplesPerSecond,
      @Doc("Batches recognised as repeats since the broker started.") long duplicatesRefused,
      @Doc("Its consumer groups.") List<PipelineGroup> groups,
      @Doc("Its sequences.") List<PipelineSequence> sequences) {}

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A consumer group.")
  record PipelineGroup(
      @Doc(value = "Its name.", example = "collectors") String group,
      @Doc("Everything below this offset is acked.") long committed,
      @Doc("Messages that are not acked.") long lag,
      @Doc("Seconds since the oldest of them was appended; 0 if there is none.") double lagSeconds,
      @Doc("Messages that its members hold now.") int inFlight,
      @Doc("Deliveries beyond the first since the broker started.") long redelivered,
      @Doc("Leases whose time ran out since the broker started.") long expired,
      @Doc("Instances that hold messages or wait for some just now; at most 32.")
          List<String> members) {}

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A sequence: the walk of all streamers over the rows of a shared file.")
  record PipelineSequence(
      @Doc(value = "Its name.", example = "dcgm_csv") String sequence,
      @Doc("Rows of a pass.") long rows,
      @Doc("Passes to make, 0 = endless.") long passes,
      @Doc("The pass of the newest range, from 0.") long pass,
      @Doc("The same pass as people count, from 1; of a finished sequence the last one.")
          long passNumber,
      @Doc("The first row of that pass that was not handed out.") long nextRow,
      @Doc("Rows published, in all passes.") long completedRows,
      @Doc("Ranges handed out and not published.") int outstanding,
      @Doc("Whether all rows of all passes are published.") boolean finished) {}

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A role of a process, whichever number of connections it has.")
  record PipelineProcess(
      @Doc("The name the process gave itself; empty if it gave none.") String instance,
      @Doc(value = "What it does.", example = "streamer") String role,
      @Doc("Where it comes from; `in process` if it shares one with the queue.") String address,
      @Doc(
              value = "What it reads, in its own words; empty if it reads nothing but the queue.",
              example = "csv fleet.csv")
          String source,
      @Doc("When the oldest of its connections began.") Instant connectedAt,
      @Doc("When its last report came, every 5 s; null if none came yet.")
          @Nullable Instant reportedAt,
      @Doc("What keeps it from working, in its own words; empty if nothing does.") String problem,
      @Doc("What it counted since it started, by name.") Map<String, Long> counters,
      @Doc("How much each counter grew a second between its last two reports, where known.")
          Map<String, Double> rates,
      @Doc("What it left out on purpose since it started, whatever it counts in; `drops` says why.")
          long dropped,
      @Doc("The same by what is counted: rows, samples, lines, scrapes, requests, messages.")
          Map<String, Long> droppedByUnit) {}

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("What the store holds.")
  record PipelineStore(
      @Doc("Samples.") long samples,
      @Doc("Repeated samples with an equal value, suppressed since the store was started.")
          long duplicates,
      @Doc("Repeated samples with another value, refused since the store was started.")
          long conflicts) {}

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("Something that is not in the store on purpose.")
  record PipelineDrop(
      @Doc(
              value =
                  "Who knows of it: an instance, `<role> (gone)` for those that are not connected"
                      + " any more, a topic, `<topic>/<group>`, or `store`.",
              example = "streamer (gone)")
          String where,
      @Doc(
              value =
                  "The role of that process, since one can have several; `queue` for topics and"
                      + " groups, `store` for the store.",
              example = "streamer")
          String role,
      @Doc(
              value =
                  "Rows: `bad_row_<kind>`, `unpublished`. Samples: `no_value_<reason>`,"
                      + " `value_not_finite`, `time_ancient`, `time_ahead`, `conflict`. Scrapes:"
                      + " `scrape_failed`, `scrape_skipped`. Requests: `write_<why>`. Messages:"
                      + " `dead_letter`, and `gap` if they left the log before the group had acked"
                      + " them. `retention`: samples of the store; messages of a topic that left"
                      + " its log before any group had them. A client may have reasons of its own.",
              example = "bad_row_field_count")
          String reason,
      @Doc("How often.") long count,
      @Doc(
              value = "What is counted: rows, samples, lines, scrapes, requests, messages.",
              example = "rows")
          String unit,
      @Doc("When the first of them was left out; null if that is not known.")
          @Nullable Instant firstAt,
      @Doc("When the last of them was left out; null if that is not known.")
          @Nullable Instant lastAt,
      @Doc("Of a `gap`: the first offset of the newest range that left; else null.")
          @Nullable Long firstOffset,
      @Doc("The offset behind that range; else null.") @Nullable Long endOffset,
      @Doc("Of the store's `retention`: all of them had event times before this; else null.")
          @Nullable Instant eventsBefore) {}
}
