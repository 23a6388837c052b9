package io.gputelemetry.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The end of the newest segment: batches are encoded into the tail and written from it. */
final class SegmentWriter implements Closeable {
  static final String TEMPORARY = ".tmp";

  private final DiskFile file;
  private final SegmentHeader header;
  private final Tail tail;
  private final long dataPosition;
  private Place place;
  private boolean sealed;

  /**
   * What is known of a file that is to be continued.
   *
   * @param dataPosition behind the snapshot
   * @param place of the next batch
   * @param sealed whether the last batch is a seal
   * @param lastMicros time of the last batch
   */
  record Continuation(
      DiskFile file,
      SegmentHeader header,
      long dataPosition,
      Place place,
      boolean sealed,
      long lastMicros) {}

  SegmentWriter(Continuation from, Tail tail) {
    this.file = from.file();
    this.header = from.header();
    this.tail = tail;
    this.dataPosition = from.dataPosition();
    this.place = from.place();
    this.sealed = from.sealed();
  }

  /**
   * Makes a segment with its snapshot: complete under a temporary name, synced, and only then
   * renamed, so that a file with a segment's name always has a whole beginning.
   */
  static Continuation create(Disk disk, SegmentHeader header, ByteBuffer snapshot)
      throws IOException {
    String temporary = SegmentHeader.fileName(header.ordinal(), TEMPORARY);
    if (disk.list().contains(temporary)) {
      disk.delete(temporary);
    }
    BatchHeader first = beginning(header, snapshot);
    Place behind = header.start().behind(first);
    DiskFile file = disk.create(temporary);
    try {
      file.write(first.bytes(), 0);
      file.sync();
      disk.rename(temporary, header.fileName());
      disk.sync();
    } catch (IOException e) {
      closeAfter(e, file);
      throw e;
    }
    return new Continuation(file, header, behind.position(), behind, false, header.createdMicros());
  }

  /** Closes what cannot be used because of {@code failure}, which is the one to be reported. */
  static void closeAfter(Exception failure, Closeable resource) {
    try {
      resource.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Encodes a batch; it is in memory until {@link #write}. */
  void append(Entry entry, long durableBatches, long nowMicros, int flags) {
    BatchHeader batch = new BatchHeader(ByteBuffer.allocate(BatchHeader.BYTES), 0);
    Entry whole = entry.joined();
    batch.encode(
        whole, new BatchHeader.Origin(place, durableBatches, nowMicros, flags), header.salt());
    tail.add(batch, whole.body().getFirst(), header.fileName(), place.position());
    place = place.behind(batch);
    sealed = (flags & BatchHeader.SEAL) != 0;
  }

  void write() throws IOException {
    if (tail.unwritten() > 0) {
      tail.write(file);
    }
  }

  void sync() throws IOException {
    file.sync();
  }

  /** Where the next batch goes. */
  Place place() {
    return place;
  }

  /** Whether a seal as last batch, or the snapshot alone, already says all that a seal would. */
  boolean isSealed() {
    return sealed || place.position() == dataPosition;
  }

  /** Whether the next batch should begin another segment; a large snapshot gets as much data. */
  boolean isFull(long segmentBytes) {
    return place.position() >= segmentBytes && place.position() >= 2 * dataPosition;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static BatchHeader beginning(SegmentHeader header, ByteBuffer snapshot) {
    int bodyBytes = snapshot.remaining();
    int at = SegmentHeader.BYTES + BatchHeader.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(at + bodyBytes);
    bytes.put(0, header.encode(), 0, SegmentHeader.BYTES);
    bytes.put(at, snapshot, snapshot.position(), bodyBytes);
    BatchHeader batch = new BatchHeader(bytes, SegmentHeader.BYTES);
    batch.encode(
        Entry.control(snapshot),
        new BatchHeader.Origin(
            header.start(), header.baseBatch(), header.createdMicros(), BatchHeader.SNAPSHOT),
        header.salt());
    return batch;
  }
}
