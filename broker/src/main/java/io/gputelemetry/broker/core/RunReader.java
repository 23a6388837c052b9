package io.gputelemetry.broker.core;

import io.gputelemetry.broker.lease.Run;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.journal.StoredBatch;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.StoredMessages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fetches messages from the log, cut to what was asked for; batches stay in one piece. */
final class RunReader {
  private RunReader() {}

  /**
   * The messages of a run as far as they fit into {@code maxBytes}, the first one in any case. What
   * is large and whole stays in its file. A batch behind others is not cut to fill up the bytes: to
   * find the place, its messages would have to be looked at.
   *
   * @throws JournalDamagedException if already the first message is damaged
   */
  static List<DeliveryRun> read(TopicLog log, Run run, int maxBytes) throws IOException {
    List<DeliveryRun> pieces = new ArrayList<>();
    pieces.add(first(log, run, maxBytes));
    int left = maxBytes - pieces.getFirst().bytes();
    while (end(pieces) < run.to()) {
      Optional<DeliveryRun> next = next(log, end(pieces), run, left);
      if (next.isEmpty()) {
        break;
      }
      pieces.add(next.get());
      left -= next.get().bytes();
    }
    return pieces;
  }

  /** The offset behind the last message. */
  static long end(List<DeliveryRun> pieces) {
    DeliveryRun last = pieces.getLast();
    return last.firstOffset() + last.messages().size();
  }

  private static DeliveryRun first(TopicLog log, Run run, int maxBytes) throws IOException {
    Optional<StoredBatch> stored = log.locate(run.from());
    return stored.isPresent() && isWhole(stored.get(), run, maxBytes) && log.isIntact(stored.get())
        ? inFile(log, stored.get(), run)
        : piece(batch(log, run.from()), run.from(), run, maxBytes - DeliveryRun.OVERHEAD_BYTES);
  }

  /** What of the run lies in the next batch; empty if that does not fit or cannot be read. */
  private static Optional<DeliveryRun> next(TopicLog log, long offset, Run run, int left)
      throws IOException {
    Optional<StoredBatch> stored = log.locate(offset);
    if (stored.isPresent() && stored.get().endOffset() <= run.to()) {
      return isWhole(stored.get(), run, left) && log.isIntact(stored.get())
          ? Optional.of(inFile(log, stored.get(), run))
          : Optional.empty();
    }
    try {
      return Optional.of(piece(batch(log, offset), offset, run, Integer.MAX_VALUE))
          .filter(piece -> piece.bytes() <= left);
    } catch (JournalDamagedException e) {
      // Whoever asks for it as the first one is told.
      return Optional.empty();
    }
  }

  private static Batch batch(TopicLog log, long offset) throws IOException {
    return log.read(offset)
        .orElseThrow(() -> new IllegalStateException("BUG: nothing at offset " + offset));
  }

  /** Whether all of it belongs to the run and fits. */
  private static boolean isWhole(StoredBatch batch, Run run, int maxBytes) {
    return batch.endOffset() <= run.to() && batch.bytes() <= maxBytes - DeliveryRun.OVERHEAD_BYTES;
  }

  private static DeliveryRun inFile(TopicLog log, StoredBatch batch, Run run) {
    StoredMessages messages =
        StoredMessages.inFile(batch.count(), batch.weight(), log.messages(batch));
    return new DeliveryRun(
        batch.baseOffset(),
        batch.appendedAtMicros(),
        batch.tag().id(),
        batch.tag().number(),
        run.deliveries() + 1,
        messages);
  }

  /** What of the run lies in this batch, from this offset on; cut if it takes more than fits. */
  private static DeliveryRun piece(Batch batch, long offset, Run run, int room) {
    StoredMessages all = StoredMessages.stored(batch.count(), batch.weight(), batch.body());
    int from = Math.toIntExact(offset - batch.baseOffset());
    int to = (int) Math.min(batch.count(), run.to() - batch.baseOffset());
    if (all.bytes() > room) {
      to = Math.min(to, from + all.fitting(from, room));
    }
    return new DeliveryRun(
        offset,
        batch.appendedAtMicros(),
        batch.tag().id(),
        batch.tag().number(),
        run.deliveries() + 1,
        all.cut(from, to));
  }
}
