package io.gputelemetry.broker.core;

import io.gputelemetry.broker.core.WaitingRoom.Guest;
import io.gputelemetry.broker.lease.Run;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.journal.JournalGapException;
import io.gputelemetry.queue.Deliveries;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueRequest.Read;
import io.gputelemetry.queue.StartPosition;
import java.io.IOException;
import java.util.List;

/** Reading from a position that the reader keeps itself. */
final class ReadHandler {

  /** A read whose position is fixed. */
  private record Reader(long position, int maxBytes) {}

  private final Turn turn;
  private final WaitingRoom<Reader> waiting = new WaitingRoom<>();

  ReadHandler(Turn turn) {
    this.turn = turn;
  }

  void read(long ticket, long session, Read request) throws IOException {
    long position = position(turn.log(), request.from());
    if (position < 0) {
      turn.refuse(ticket, QueueError.BAD_REQUEST, beyondEnd(turn.log()));
      return;
    }
    int maxBytes = Math.min(request.maxBytes(), turn.limits().replyBytesMax());
    long deadline = turn.now().deadlineNanos(request.waitMillis());
    Guest<Reader> guest = new Guest<>(ticket, session, deadline, new Reader(position, maxBytes));
    if (serve(guest)) {
      return;
    }
    if (request.waitMillis() == 0) {
      answerNothing(guest);
    } else {
      waiting.add(guest);
    }
  }

  /** Where a start position is now; -1 for an offset that is not there and will not be the next. */
  static long position(TopicLog log, StartPosition from) throws IOException {
    return switch (from) {
      case StartPosition.Earliest() -> log.firstOffset();
      case StartPosition.Latest() -> log.endOffset();
      case StartPosition.At(long offset) ->
          offset < 0 || offset > log.endOffset() ? -1 : Math.max(offset, log.firstOffset());
      case StartPosition.Since(long epochMicros) -> log.offsetAt(epochMicros);
    };
  }

  static String beyondEnd(TopicLog log) {
    return "offsets go from 0 to " + log.endOffset();
  }

  void committed() throws IOException {
    waiting.serve(this::serve);
  }

  void tick() {
    waiting.removeExpired(turn.now().nanos()).forEach(this::answerNothing);
  }

  void drain() {
    waiting.removeAll().forEach(this::answerNothing);
  }

  void closeSession(long session) {
    turn.refuseClosed(waiting.removeSession(session));
  }

  long nextDeadline() {
    return waiting.nextDeadline();
  }

  private boolean serve(Guest<Reader> guest) throws IOException {
    return serve(guest, Math.max(guest.request().position(), turn.log().firstOffset()));
  }

  private boolean serve(Guest<Reader> guest, long from) throws IOException {
    if (from >= turn.visibleEnd()) {
      return false;
    }
    try {
      Run run = new Run(from, turn.visibleEnd(), 0);
      List<DeliveryRun> pieces = RunReader.read(turn.log(), run, guest.request().maxBytes());
      turn.answer(guest.ticket(), new Chunk(Deliveries.of(pieces), RunReader.end(pieces)));
    } catch (JournalGapException e) {
      return serve(guest, e.endOffset());
    } catch (JournalDamagedException e) {
      turn.refuseCorrupt(guest.ticket(), e);
    }
    return true;
  }

  private void answerNothing(Guest<Reader> guest) {
    long position = Math.max(guest.request().position(), turn.log().firstOffset());
    turn.answer(guest.ticket(), new Chunk(Deliveries.of(List.of()), position));
  }
}
