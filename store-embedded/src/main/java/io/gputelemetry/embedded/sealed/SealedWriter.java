package io.gputelemetry.embedded.sealed;

import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes one sealed file under a temporary name; {@link #finish} makes it durable and gives it its
 * real one. Closed without that, it leaves the temporary file, which the next start removes.
 */
public final class SealedWriter implements Closeable {
  /** Rows that one {@link #add} takes at most. */
  public static final int MAX_ROWS = ChunkCodec.MAX_ROWS;

  /** Ending of the name of an unfinished file. */
  public static final String UNFINISHED = ".tmp";

  private static final int BUFFER_BYTES = 1 << 20;

  private final Disk disk;
  private final long ordinal;
  private final String temporary;
  private final DiskFile file;
  private final CRC32C crc = new CRC32C();
  private final ResidualWriter out = new ResidualWriter(BUFFER_BYTES + ChunkCodec.MAX_BYTES);
  private ByteBuffer index = ByteBuffer.allocate(BUFFER_BYTES / 8);
  private long written = SealedFormat.HEADER_BYTES;
  private long firstTime = Long.MAX_VALUE;
  private long lastTime = Long.MIN_VALUE;
  private long samples;
  private int chunks;

  /** Begins the file with this ordinal, which must be higher than that of any other. */
  public SealedWriter(Disk disk, long ordinal) throws IOException {
    this.disk = disk;
    this.ordinal = ordinal;
    temporary = "%010d%s".formatted(ordinal, UNFINISHED);
    file = disk.create(temporary);
    file.write(SealedFormat.header(), 0);
  }

  /** Adds a chunk; chunks come ordered by series and then by time, and hold at least one row. */
  public void add(int series, Columns rows) throws IOException {
    int start = out.size();
    ChunkCodec.encode(series, rows, out);
    int length = out.size() - start;
    crc.reset();
    crc.update(out.bytes(), start, length);
    IndexEntry entry = IndexEntry.of(series, rows, written + start, length, (int) crc.getValue());
    addToIndex(entry);
    firstTime = Math.min(firstTime, entry.firstTime());
    lastTime = Math.max(lastTime, entry.lastTime());
    samples += rows.size;
    if (out.size() >= BUFFER_BYTES) {
      flush();
    }
  }

  private void addToIndex(IndexEntry entry) {
    if (index.remaining() < IndexEntry.BYTES + Integer.BYTES) {
      index = ByteBuffer.allocate(index.capacity() * 2).put(index.flip());
    }
    entry.encode(index);
    if (++chunks % SealedFormat.BLOCK_ENTRIES == 0) {
      endBlock();
    }
  }

  private void endBlock() {
    int start = (int) SealedFormat.blockPosition((chunks - 1) / SealedFormat.BLOCK_ENTRIES);
    index.putInt(SealedFormat.crc(index, start, index.position()));
  }

  private void flush() throws IOException {
    file.write(ByteBuffer.wrap(out.bytes(), 0, out.size()), written);
    written += out.size();
    out.clear();
  }

  /**
   * Completes the file. When this returns it will be there, whole, after any crash.
   *
   * @param logEnd everything in the log below this offset is in this file or an older one
   */
  public SealedFile finish(long logEnd) throws IOException {
    if (chunks == 0) {
      throw new IllegalStateException("BUG: nothing to seal");
    }
    flush();
    if (chunks % SealedFormat.BLOCK_ENTRIES != 0) {
      endBlock();
    }
    SealedFormat.Footer footer =
        new SealedFormat.Footer(ordinal, written, samples, firstTime, lastTime, logEnd, chunks);
    int indexBytes = index.flip().limit();
    file.write(index, written);
    file.write(footer.encode(), written + indexBytes);
    file.sync();
    file.close();
    String name = SealedFormat.name(footer);
    disk.rename(temporary, name);
    disk.sync();
    return SealedFile.ofWritten(disk, name, footer, index.rewind());
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
