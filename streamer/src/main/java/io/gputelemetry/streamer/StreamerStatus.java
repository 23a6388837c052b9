package io.gputelemetry.streamer;

import java.util.Optional;

/**
 * How a streamer is doing.
 *
 * @param state what it is doing
 * @param source what it reads
 * @param publishedRows rows that the broker took
 * @param publishedBatches batches that the broker took
 * @param duplicateBatches batches that the broker had already
 * @param retries publishes and leases that had to be repeated
 * @param lostGrants ranges of a shared file that another streamer took over
 * @param waitingRows rows that were collected and wait to be published
 * @param problem the last failure, while it lasts, or what keeps some of the source from being read
 */
public record StreamerStatus(
    State state,
    String source,
    long publishedRows,
    long publishedBatches,
    long duplicateBatches,
    long retries,
    long lostGrants,
    long waitingRows,
    Optional<String> problem) {

  /** What a streamer is doing. */
  public enum State {
    /** Not started yet. */
    CREATED,
    /** Streaming. */
    RUNNING,
    /** The queue cannot be reached or refuses; tried again, nothing is lost. */
    RETRYING,
    /** Everything there is was published; idle. */
    FINISHED,
    /** Ended by a bug; the log has it. */
    FAILED,
    /** Closed. */
    STOPPED
  }

  /** What keeps it from streaming; empty if it is healthy. */
  public Optional<String> complaint() {
    return healthy() ? Optional.empty() : Optional.of(problem.orElse(state.toString()));
  }

  /** Whether it is streaming, or has done so to the end. */
  public boolean healthy() {
    return switch (state) {
      case RUNNING, FINISHED -> true;
      case CREATED, RETRYING, FAILED, STOPPED -> false;
    };
  }
}
