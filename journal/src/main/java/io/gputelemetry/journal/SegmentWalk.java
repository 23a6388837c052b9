package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks through a closed segment, and over what is damaged in it: goes on at the next batch whose
 * header and body are right. Reads only.
 */
final class SegmentWalk {
  private static final int PIECE_BYTES = 256 << 10;

  private final DiskFile file;
  private final SegmentHeader header;
  private final Place end;
  private final long readable;
  private final List<Stretch> damaged = new ArrayList<>();
  private long batches;
  private long messages;
  private long gapMessages;
  private long lastMicros;

  /**
   * Bytes that are not what was written.
   *
   * @param from behind the last whole batch
   * @param to of the next whole one, or the end of the segment
   * @param lastMicros time of the batch before
   */
  record Stretch(Place from, Place to, long lastMicros) {
    /** Whether a gap can be written in its place. */
    boolean hasRoom() {
      return to.position() - from.position() >= BatchHeader.BYTES;
    }
  }

  /**
   * What was seen.
   *
   * @param messages offsets in whole batches
   * @param gapMessages offsets that an earlier repair took out
   */
  record Seen(long batches, long messages, long gapMessages, List<Stretch> damaged) {}

  private SegmentWalk(DiskFile file, SegmentHeader header, Place end) throws IOException {
    this.file = file;
    this.header = header;
    this.end = end;
    this.readable = Math.min(file.size(), end.position());
    this.lastMicros = header.createdMicros();
  }

  /** Walks through a segment that has to end there. */
  static Seen walk(DiskFile file, SegmentHeader header, Place end) throws IOException {
    return new SegmentWalk(file, header, end).walk();
  }

  private Seen walk() throws IOException {
    Optional<Place> next = Optional.of(header.start());
    while (next.isPresent()) {
      Place behind = wholeBatches(next.get());
      if (behind.equals(end)) {
        break;
      }
      next = nextWhole(behind);
      damaged.add(new Stretch(behind, next.orElse(end), lastMicros));
    }
    return new Seen(batches, messages, gapMessages, List.copyOf(damaged));
  }

  private Place wholeBatches(Place from) throws IOException {
    BatchScanner scanner = BatchScanner.ofBatches(extent(from));
    while (scanner.next()) {
      BatchHeader batch = scanner.batch();
      lastMicros = batch.appendedAtMicros();
      if (batch.isGap()) {
        gapMessages += batch.count();
      } else {
        batches++;
        messages += batch.count();
      }
    }
    return scanner.behind();
  }

  /** Where the next whole batch begins, behind room for a gap. */
  private Optional<Place> nextWhole(Place behind) throws IOException {
    long step = PIECE_BYTES - BatchHeader.BYTES + 1L;
    for (long at = behind.position() + BatchHeader.BYTES; at < readable; at += step) {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, readable - at));
      BatchScanner.fill(file, piece, at);
      for (int i = 0; i <= piece.limit() - BatchHeader.BYTES; i++) {
        if (piece.getShort(i) == BatchHeader.MAGIC) {
          Optional<Place> found = place(new BatchHeader(piece, i), at + i, behind);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Place> place(BatchHeader batch, long position, Place behind) throws IOException {
    if (!batch.isValid(header.salt())
        || batch.number() <= behind.number()
        || batch.baseOffset() < behind.offset()) {
      return Optional.empty();
    }
    Place place = new Place(position, batch.number(), batch.baseOffset(), batch.previousCrc());
    return BatchScanner.ofBatches(extent(place)).next() ? Optional.of(place) : Optional.empty();
  }

  private BatchScanner.Extent extent(Place from) {
    return new BatchScanner.Extent(file, header.salt(), from, readable);
  }
}
