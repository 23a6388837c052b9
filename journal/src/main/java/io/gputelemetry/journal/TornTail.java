package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What lies behind the last whole batch after a crash: looked through for evidence of damage, and
 * kept aside before it is cut.
 */
final class TornTail {
  private static final int KEPT_MAX = 3;
  private static final int PIECE_BYTES = 256 << 10;
  private static final Pattern KEPT = Pattern.compile("\\d{16}\\.torn-\\d{1,9}");

  private final DiskFile file;
  private final SegmentHeader header;
  private final long from;
  private final long to;

  /** The bytes of the segment between two positions. */
  TornTail(DiskFile file, SegmentHeader header, long from, long to) {
    this.file = file;
    this.header = header;
    this.from = from;
    this.to = to;
  }

  /** The largest number of durable batches that any valid header in it tells of; 0 without one. */
  long durableBatches() throws IOException {
    long durable = 0;
    long step = PIECE_BYTES - BatchHeader.BYTES + 1L;
    for (long position = from; position < to; position += step) {
      ByteBuffer piece = piece(position);
      for (int at = 0; at <= piece.limit() - BatchHeader.BYTES; at++) {
        if (piece.getShort(at) == BatchHeader.MAGIC) {
          durable = Math.max(durable, durableBatches(new BatchHeader(piece, at)));
        }
      }
    }
    return durable;
  }

  /** Copies it into a file of its own; the oldest of such files go. */
  void keep(Disk disk) throws IOException {
    List<String> kept = disk.list().stream().filter(name -> KEPT.matcher(name).matches()).toList();
    for (String name : kept.subList(0, Math.max(0, kept.size() - KEPT_MAX + 1))) {
      disk.delete(name);
    }
    try (DiskFile copy = disk.create(SegmentHeader.fileName(header.ordinal(), suffix(kept)))) {
      for (long position = from; position < to; position += PIECE_BYTES) {
        copy.write(piece(position), position - from);
      }
      copy.sync();
    }
    disk.sync();
  }

  private long durableBatches(BatchHeader batch) {
    return batch.isValid(header.salt()) ? batch.durableBatches() : 0;
  }

  private String suffix(List<String> kept) {
    int last = 0;
    String prefix = SegmentHeader.fileName(header.ordinal(), ".torn-");
    for (String name : kept) {
      if (name.startsWith(prefix)) {
        last = Math.max(last, Integer.parseInt(name.substring(prefix.length())));
      }
    }
    return ".torn-" + (last + 1);
  }

  private ByteBuffer piece(long position) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, to - position));
    BatchScanner.fill(file, piece, position);
    return piece;
  }
}
