package io.gputelemetry.broker.core;

import io.gputelemetry.broker.lease.Run;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.StoredMessages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Fetches messages from the log, cut to what was asked for; batches stay in one piece. */
final class RunReader {
  private RunReader() {}

  /**
   * The messages of a run as far as they fit into {@code maxBytes}, the first one in any case.
   *
   * @throws JournalDamagedException if already the first message is damaged
   */
  static List<DeliveryRun> read(TopicLog log, Run run, int maxBytes) throws IOException {
    List<DeliveryRun> pieces = new ArrayList<>();
    long offset = run.from();
    int left = maxBytes;
    while (offset < run.to() && left > 0) {
      DeliveryRun piece;
      try {
        piece = piece(batch(log, offset), offset, run, left);
      } catch (JournalDamagedException e) {
        if (pieces.isEmpty()) {
          throw e;
        }
        break;
      }
      if (piece.bytes() > left && !pieces.isEmpty()) {
        break;
      }
      pieces.add(piece);
      left -= piece.bytes();
      offset += piece.messages().size();
    }
    return pieces;
  }

  /** The offset behind the last message. */
  static long end(List<DeliveryRun> pieces) {
    DeliveryRun last = pieces.getLast();
    return last.firstOffset() + last.messages().size();
  }

  private static Batch batch(TopicLog log, long offset) throws IOException {
    return log.read(offset)
        .orElseThrow(() -> new IllegalStateException("BUG: nothing at offset " + offset));
  }

  private static DeliveryRun piece(Batch batch, long offset, Run run, int maxBytes) {
    StoredMessages all = StoredMessages.stored(batch.count(), batch.weight(), batch.body());
    int from = Math.toIntExact(offset - batch.baseOffset());
    int behind = (int) Math.min(batch.count(), run.to() - batch.baseOffset());
    int room = maxBytes - DeliveryRun.OVERHEAD_BYTES;
    if (behind - from < batch.count() || all.bytes() > room) {
      behind = Math.min(behind, from + all.fitting(from, room));
      all = all.cut(from, behind);
    }
    return new DeliveryRun(
        offset,
        batch.appendedAtMicros(),
        batch.tag().id(),
        batch.tag().number(),
        run.deliveries() + 1,
        all);
  }
}
