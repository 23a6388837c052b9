package io.gputelemetry.broker.core;

import io.gputelemetry.broker.lease.Run;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.StoredMessages;
import io.gputelemetry.wire.FileRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fetches messages from the log, cut to what was asked for; batches stay in one piece. */
final class RunReader {
  private RunReader() {}

  /**
   * The messages of a run as far as they fit into {@code maxBytes}, the first one in any case. A
   * batch behind others is not cut to fill up the bytes: to find the place, its messages would have
   * to be looked at.
   *
   * @throws JournalDamagedException if already the first message is damaged
   */
  static List<DeliveryRun> read(TopicLog log, Run run, int maxBytes) throws IOException {
    List<DeliveryRun> pieces = new ArrayList<>();
    Batch first = batch(log, run.from());
    pieces.add(piece(first, run.from(), run, maxBytes - DeliveryRun.OVERHEAD_BYTES));
    int left = maxBytes - pieces.getFirst().bytes();
    while (end(pieces) < run.to()) {
      Optional<DeliveryRun> next = next(log, end(pieces), run);
      if (next.isEmpty() || next.get().bytes() > left) {
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

  private static Batch batch(TopicLog log, long offset) throws IOException {
    return log.read(offset)
        .orElseThrow(() -> new IllegalStateException("BUG: nothing at offset " + offset));
  }

  /** What of the run lies in the next batch; empty if that cannot be read. */
  private static Optional<DeliveryRun> next(TopicLog log, long offset, Run run) throws IOException {
    try {
      return Optional.of(piece(batch(log, offset), offset, run, Integer.MAX_VALUE));
    } catch (JournalDamagedException e) {
      // Whoever asks for it as the first one is told.
      return Optional.empty();
    }
  }

  private static Optional<FileRange> file(Batch batch) {
    return batch
        .stored()
        .map(place ->
            new FileRange(place.file()::transferTo, place.position(), batch.body().remaining()));
  }

  /** What of the run lies in this batch, from this offset on; cut if it takes more than fits. */
  private static DeliveryRun piece(Batch batch, long offset, Run run, int room) {
    StoredMessages all =
        StoredMessages.stored(batch.count(), batch.weight(), batch.body(), file(batch));
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
