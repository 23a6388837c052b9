package io.gputelemetry.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** The segments of a journal, oldest first; at least one once it is open. */
final class SegmentList implements Closeable {
  private final Disk disk;
  private final OpenFiles files;
  private final RandomGenerator random;
  private final List<Segment> segments = new ArrayList<>();
  private long closedBytes;
  private JournalConfig config;

  SegmentList(Disk disk, JournalConfig config, RandomGenerator random) {
    this.disk = disk;
    this.files = new OpenFiles(disk);
    this.config = config;
    this.random = random;
  }

  /** Recovers what is on the disk, or makes the first segment; returns where to go on. */
  SegmentWriter.Continuation open(Journal.Opening opening) throws IOException {
    if (!Recovery.segmentFiles(disk).isEmpty()) {
      Recovery.Recovered recovered = new Recovery(disk, files, opening).recover();
      segments.addAll(recovered.segments());
      for (Segment closed : segments.subList(0, segments.size() - 1)) {
        closedBytes += closed.end().position();
      }
      return recovered.continuation();
    }
    UUID journalId = new UUID(random.nextLong(), random.nextLong());
    return add(
        new SegmentHeader(journalId, random.nextLong(), 1, 0, 0, 0, 0, 0),
        opening.snapshot().get());
  }

  /** Makes the next segment, with this snapshot; the newest one ends at {@code end}. */
  SegmentWriter.Continuation begin(Place end, long nowMicros, ByteBuffer snapshot)
      throws IOException {
    SegmentHeader newest = newest().header();
    SegmentHeader header =
        new SegmentHeader(
            newest.journalId(),
            random.nextLong(),
            newest.ordinal() + 1,
            end.offset(),
            end.number(),
            nowMicros,
            end.position(),
            end.previousCrc());
    newest().extend(end);
    closedBytes += end.position();
    return add(header, snapshot);
  }

  void bound(JournalConfig bounds) {
    config = bounds;
  }

  Segment newest() {
    return segments.getLast();
  }

  long firstOffset() {
    return segments.getFirst().header().baseOffset();
  }

  /** Bytes of all segments but the newest. */
  long closedBytes() {
    return closedBytes;
  }

  /** The segment that holds this offset. */
  Segment holding(long offset) {
    return last(segment -> segment.header().baseOffset() <= offset);
  }

  /** The last segment that has something from before this time, or the first. */
  Segment beginningBefore(long micros) {
    return last(segment -> segment.header().createdMicros() < micros);
  }

  /** Whether the oldest segment is closed, not held, and too old (or {@code full}). */
  boolean mayDropOldest(long nowMicros, long holdOffset, boolean full) {
    if (segments.size() == 1 || segments.getFirst().end().offset() > holdOffset) {
      return false;
    }
    long newestMicros = segments.get(1).header().createdMicros();
    return full || nowMicros - newestMicros >= TimeUnit.MICROSECONDS.convert(config.maxAge());
  }

  /** Deletes the oldest segment; one at a time, so that a crash cannot leave a gap. */
  void dropOldest() throws IOException {
    Segment oldest = segments.removeFirst();
    closedBytes -= oldest.end().position();
    files.close(oldest.header().fileName());
    disk.delete(oldest.header().fileName());
    disk.sync();
  }

  /** A segment's file, for reading. */
  DiskFile file(String name) throws IOException {
    return files.file(name);
  }

  String location() {
    return disk.location();
  }

  @Override
  public void close() throws IOException {
    files.close();
  }

  private SegmentWriter.Continuation add(SegmentHeader header, ByteBuffer snapshot)
      throws IOException {
    SegmentWriter.Continuation start = SegmentWriter.create(disk, header, snapshot);
    Segment segment = new Segment(files, header, start.place(), config.indexIntervalBytes());
    segment.indexed();
    segments.add(segment);
    return start;
  }

  /** The last segment for which this holds, given that it holds for all before; or the first. */
  private Segment last(Predicate<Segment> condition) {
    int low = 1;
    int high = segments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (condition.test(segments.get(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return segments.get(low - 1);
  }
}
