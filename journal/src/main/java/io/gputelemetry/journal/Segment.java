package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** One segment file, as it is read: by hopping over headers from a place that the index knows. */
final class Segment {
  private static final int READ_BYTES = 256 << 10;

  private final OpenFiles files;
  private final SegmentHeader header;
  private final SparseIndex index;
  private boolean indexed;
  private Place end;
  private Place next;

  /** A segment whose batches are not looked at before the first read. */
  Segment(OpenFiles files, SegmentHeader header, Place end, int indexIntervalBytes) {
    this.files = files;
    this.header = header;
    this.end = end;
    this.next = header.start();
    this.index = new SparseIndex(indexIntervalBytes, header.start());
  }

  /** The index is complete: all batches were offered to it while the segment was walked through. */
  void indexed() {
    indexed = true;
  }

  /** Moves the end of what may be read from the file. */
  void extend(Place to) {
    end = to;
  }

  SegmentHeader header() {
    return header;
  }

  SparseIndex index() {
    return index;
  }

  Place end() {
    return end;
  }

  /** Reads the batch that holds this offset, and whole batches behind it. */
  Run read(long offset) throws IOException {
    buildIndex();
    BatchScanner hops = BatchScanner.ofHeaders(from(index.beforeOffset(offset), end.position()));
    while (hops.next()) {
      if (hops.behind().offset() > offset) {
        requireNoGap(hops);
        return load(hops.place(), hops.behind().position());
      }
    }
    throw damaged(hops.behind());
  }

  /** The batch that begins at this offset, its body not looked at; empty if there is none. */
  Optional<StoredBatch> locate(long offset) throws IOException {
    buildIndex();
    Place from = next.offset() == offset ? next : index.beforeOffset(offset);
    BatchScanner hops = BatchScanner.ofHeaders(from(from, end.position()));
    while (hops.next() && hops.place().offset() <= offset) {
      BatchHeader batch = hops.batch();
      if (hops.place().offset() == offset && batch.count() > 0 && !batch.isGap()) {
        next = hops.behind();
        return Optional.of(
            StoredBatch.of(
                batch, files.file(header.fileName()), hops.place().position() + BatchHeader.BYTES));
      }
    }
    return Optional.empty();
  }

  /** The first offset appended at or after this time; the end of the segment if it has none. */
  long offsetAt(long micros) throws IOException {
    buildIndex();
    BatchScanner hops = BatchScanner.ofHeaders(from(index.beforeTime(micros), end.position()));
    while (hops.next()) {
      if (hops.batch().appendedAtMicros() >= micros && hops.batch().count() > 0) {
        return hops.batch().baseOffset();
      }
    }
    requireEnd(hops);
    return end.offset();
  }

  /** Throws unless the walk came to the end that the rest of the journal knows of. */
  void requireEnd(BatchScanner walk) throws JournalDamagedException {
    if (!walk.behind().equals(end)) {
      throw damaged(walk.behind());
    }
  }

  /** All of it, for a walk with bodies. */
  BatchScanner.Extent all() throws IOException {
    return from(header.start(), end.position());
  }

  /** Reads the segment's header. */
  static SegmentHeader header(OpenFiles files, String name) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
    BatchScanner.fill(files.file(name), bytes, 0);
    return SegmentHeader.decode(bytes, files.location(name));
  }

  private Run load(Place place, long behind) throws IOException {
    long limit = Math.min(end.position(), Math.max(behind, place.position() + READ_BYTES));
    BatchScanner batches = BatchScanner.ofBatches(from(place, limit));
    Run run = new Run();
    while (batches.next() && !batches.batch().isGap()) {
      run.add(batches.batch());
    }
    if (batches.behind().equals(place)) {
      throw damaged(place);
    }
    return run;
  }

  /** Throws if the walk is at a gap. */
  void requireNoGap(BatchScanner walk) throws JournalGapException {
    if (walk.batch().isGap()) {
      throw new JournalGapException(
          files.location(header.fileName()),
          walk.place().position(),
          walk.place().offset(),
          walk.behind().offset());
    }
  }

  /** Hops over the whole segment once; behind a damaged header there are no marks. */
  private void buildIndex() throws IOException {
    if (indexed) {
      return;
    }
    BatchScanner hops = BatchScanner.ofHeaders(all());
    while (hops.next()) {
      index.offer(hops.place(), hops.batch().appendedAtMicros());
    }
    indexed = true;
  }

  private BatchScanner.Extent from(Place place, long limit) throws IOException {
    return new BatchScanner.Extent(files.file(header.fileName()), header.salt(), place, limit);
  }

  private JournalDamagedException damaged(Place place) {
    return new JournalDamagedException(
        files.location(header.fileName()),
        place.position(),
        place.offset(),
        "the batch here is not what was written");
  }
}
