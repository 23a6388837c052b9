package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Opens what a journal left on disk.
 *
 * <p>1. All segments but the newest were synced before the next one got its name: their headers,
 * order and lengths are checked, their batches when they are read (here, if all is replayed).
 *
 * <p>2. In the newest segment batches are checked up to the first that is not right, at b. D is the
 * highest number of durable batches that any valid header tells of, before b or behind it. If b is
 * below D, something durable is damaged: refused. Otherwise what begins at b was never durable: it
 * is kept aside and cut.
 *
 * <p>3. What lies between D and the end may be in the page cache only, if a sync failed before: it
 * is written again, the same bytes to the same place, and synced before anyone is told of it.
 */
final class Recovery {
  private static final int PIECE_BYTES = 256 << 10;
  private static final Pattern SEGMENT = Pattern.compile("\\d{16}\\.log");

  private final Disk disk;
  private final OpenFiles files;
  private final Journal.Opening opening;
  private final List<Segment> segments = new ArrayList<>();

  /**
   * What was found.
   *
   * @param segments oldest first, at least one
   * @param continuation of the newest
   */
  record Recovered(List<Segment> segments, SegmentWriter.Continuation continuation) {}

  /** What the walk through the newest segment saw. */
  private static final class Walk {
    long dataPosition;
    long durableBatches;
    long lastMicros;
    boolean sealed;
  }

  Recovery(Disk disk, OpenFiles files, Journal.Opening opening) {
    this.disk = disk;
    this.files = files;
    this.opening = opening;
  }

  /** Names of the segment files, oldest first. */
  static List<String> segmentFiles(Disk disk) throws IOException {
    return disk.list().stream().filter(name -> SEGMENT.matcher(name).matches()).toList();
  }

  Recovered recover() throws IOException {
    openSegments(segmentFiles(disk));
    if (opening.replay() == Journal.Replay.ALL) {
      for (Segment segment : segments.subList(0, segments.size() - 1)) {
        replay(segment);
      }
    }
    Segment newest = segments.getLast();
    DiskFile file = disk.open(newest.header().fileName());
    try {
      Recovered recovered = recoverNewest(newest, file);
      deleteTemporaries();
      // A segment that was renamed just before a crash of this process may not be durable yet.
      disk.sync();
      return recovered;
    } catch (IOException | RuntimeException e) {
      SegmentWriter.closeAfter(e, file);
      throw e;
    }
  }

  private void openSegments(List<String> names) throws IOException {
    List<SegmentHeader> headers = new ArrayList<>();
    for (String name : names) {
      SegmentHeader header = Segment.header(files, name);
      if (!header.fileName().equals(name)) {
        throw damaged(name, 0, header.baseOffset(), "the file is that of " + header.fileName());
      }
      headers.add(header);
    }
    for (int index = 0; index < headers.size(); index++) {
      boolean isNewest = index == headers.size() - 1;
      SegmentHeader header = headers.get(index);
      Place end = isNewest ? header.start() : sealedEnd(header, headers.get(index + 1));
      segments.add(new Segment(files, header, end, opening.config().indexIntervalBytes()));
    }
  }

  /** Where a segment has to end, by what the next one says of it. */
  private Place sealedEnd(SegmentHeader header, SegmentHeader next) throws IOException {
    if (next.ordinal() != header.ordinal() + 1) {
      String missing = SegmentHeader.fileName(header.ordinal() + 1, ".log");
      throw damaged(missing, 0, header.baseOffset(), "the file is missing");
    }
    if (!next.journalId().equals(header.journalId())
        || next.baseOffset() < header.baseOffset()
        || next.baseBatch() <= header.baseBatch()) {
      throw damaged(next.fileName(), 0, next.baseOffset(), "it does not follow the segment before");
    }
    long size = files.file(header.fileName()).size();
    if (size != next.previousBytes()) {
      throw damaged(
          header.fileName(),
          Math.min(size, next.previousBytes()),
          header.baseOffset(),
          "the file has " + size + " bytes, not " + next.previousBytes());
    }
    return new Place(next.previousBytes(), next.baseBatch(), next.baseOffset(), next.previousCrc());
  }

  private void replay(Segment segment) throws IOException {
    BatchScanner batches = BatchScanner.ofBatches(segment.all());
    while (batches.next()) {
      // Whoever needs every batch must not go on without some.
      segment.requireNoGap(batches);
      segment.index().offer(batches.place(), batches.batch().appendedAtMicros());
      hand(batches.batch());
    }
    segment.requireEnd(batches);
    segment.indexed();
  }

  private Recovered recoverNewest(Segment newest, DiskFile file) throws IOException {
    SegmentHeader header = newest.header();
    long size = file.size();
    Walk walk = new Walk();
    // The first batch, the snapshot, was synced before the file got its name.
    walk.durableBatches = header.baseBatch() + 1;
    BatchScanner batches =
        BatchScanner.ofBatches(new BatchScanner.Extent(file, header.salt(), header.start(), size));
    while (batches.next()) {
      note(walk, batches, newest.index());
      hand(batches.batch());
    }
    Place end = batches.behind();
    if (end.position() < size || end.number() < walk.durableBatches) {
      cut(walk, new TornTail(file, header, end.position(), size), newest, end);
      file.truncate(end.position());
    }
    if (end.position() < size || end.number() > walk.durableBatches) {
      rewrite(file, newest.index().beforeBatch(walk.durableBatches).position(), end.position());
      file.sync();
    }
    newest.extend(end);
    newest.indexed();
    return new Recovered(
        segments,
        new SegmentWriter.Continuation(
            file, header, walk.dataPosition, end, walk.sealed, walk.lastMicros));
  }

  private static void note(Walk walk, BatchScanner batches, SparseIndex index) {
    BatchHeader batch = batches.batch();
    if (walk.dataPosition == 0) {
      walk.dataPosition = batches.behind().position();
    }
    walk.durableBatches = Math.max(walk.durableBatches, batch.durableBatches());
    walk.lastMicros = batch.appendedAtMicros();
    walk.sealed = batch.isSeal();
    index.offer(batches.place(), batch.appendedAtMicros());
  }

  /** Refuses if what is not right was durable; else keeps it aside. */
  private void cut(Walk walk, TornTail tail, Segment newest, Place end) throws IOException {
    walk.durableBatches = Math.max(walk.durableBatches, tail.durableBatches());
    if (end.number() < walk.durableBatches) {
      throw damaged(
          newest.header().fileName(),
          end.position(),
          end.offset(),
          "the batch here is not what was written, and "
              + (walk.durableBatches - end.number())
              + " batches from here on were durable");
    }
    tail.keep(disk);
  }

  private static void rewrite(DiskFile file, long from, long to) throws IOException {
    for (long position = from; position < to; position += PIECE_BYTES) {
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, to - position));
      BatchScanner.fill(file, piece, position);
      file.write(piece, position);
    }
  }

  private void hand(BatchHeader batch) {
    if (!batch.isSeal()) {
      opening.recovered().accept(batch.batch());
    }
  }

  private void deleteTemporaries() throws IOException {
    for (String name : disk.list()) {
      if (name.endsWith(SegmentWriter.TEMPORARY)) {
        disk.delete(name);
      }
    }
  }

  private JournalDamagedException damaged(String name, long position, long offset, String problem) {
    return new JournalDamagedException(files.location(name), position, offset, problem);
  }
}
