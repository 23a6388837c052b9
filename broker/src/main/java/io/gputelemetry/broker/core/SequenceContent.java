package io.gputelemetry.broker.core;

import io.gputelemetry.broker.ledger.SequenceProgress;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Whether who opens a sequence has the content that it belongs to: ranges of rows mean nothing for
 * another one. As long as nobody told the content, the number of rows must be the same once a range
 * was handed out; before that, the first to tell decides.
 */
final class SequenceContent {
  private SequenceContent() {}

  /** What differs and what to do about it; empty if the content is the same. */
  static Optional<String> difference(SequenceProgress progress, OpenSequence request) {
    boolean told = request.content() != 0;
    boolean known = progress.content() != 0;
    if (!known && (!told || !progress.isBegun())) {
      return Optional.empty();
    }
    if (progress.rowsNextPass() != request.rows()) {
      return Optional.of(
          advice(
              request.sequence(),
              "it has %d rows, this file has %d"
                  .formatted(progress.rowsNextPass(), request.rows())));
    }
    if (!told || !known || progress.content() == request.content()) {
      return Optional.empty();
    }
    return Optional.of(
        advice(
            request.sequence(),
            "both have %d rows, but their content differs (%s, this file %s)"
                .formatted(request.rows(), shown(progress.content()), shown(request.content()))));
  }

  private static String advice(String sequence, String difference) {
    return "sequence %s belongs to another file: %s; set STREAM_ID to another name, or run \"gpu-telemetry sequence reset %s --yes\" to stream this one in its place"
        .formatted(sequence, difference, sequence);
  }

  private static String shown(long content) {
    return HexFormat.of().toHexDigits(content);
  }
}
