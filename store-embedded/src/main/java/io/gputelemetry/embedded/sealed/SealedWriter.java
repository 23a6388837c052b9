package io.gputelemetry.embedded.sealed;

import io.gputelemetry.embedded.numbers.ResidualWriter;
import io.gputelemetry.embedded.sealed.SealedFormat.Footer;
import io.gputelemetry.embedded.sealed.SealedFormat.Parts;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes one sealed file under a temporary name: all chunks, then all turns, then {@link #finish}.
 * {@link Finished#publish} gives it its real name. Until then, closed or not, it leaves the
 * temporary file, which the next start removes.
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
  private final ResidualWriter out = new ResidualWriter(BUFFER_BYTES + ChunkCodec.MAX_BYTES);
  private final IndexWriter index = new IndexWriter();
  private final SeriesWriter series = new SeriesWriter();
  private long written;
  private long turnsAt = -1;
  private int turns;
  private int blockStart;
  private long firstTime = Long.MAX_VALUE;
  private long lastTime = Long.MIN_VALUE;
  private long samples;

  /** Begins the file with this ordinal, which must be higher than that of any other. */
  public SealedWriter(Disk disk, long ordinal) throws IOException {
    this.disk = disk;
    this.ordinal = ordinal;
    temporary = "%010d%s".formatted(ordinal, UNFINISHED);
    file = disk.create(temporary);
    file.write(SealedFormat.header(), 0);
    written = SealedFormat.HEADER_BYTES;
  }

  /**
   * Adds a chunk; chunks come ordered by series and then by time, and hold at least one row. Of the
   * last row of a series the time of ingestion must be there, too.
   */
  public void add(int seriesNumber, Columns rows) throws IOException {
    int start = out.size();
    ChunkCodec.encode(rows, out);
    int length = out.size() - start;
    int crc = SealedFormat.crc(out.bytes(), start, length);
    IndexEntry entry = IndexEntry.of(seriesNumber, rows, written + start, length, crc);
    index.add(entry);
    series.add(seriesNumber, rows);
    firstTime = Math.min(firstTime, entry.firstTime());
    lastTime = Math.max(lastTime, entry.lastTime());
    samples += rows.size;
    flushIfFull();
  }

  /** Adds the next turn: when it was. Rows name turns by their place, from 0. */
  public void addTurn(long ingestedAtMicros) throws IOException {
    beginTurns();
    out.reserve(Long.BYTES + Integer.BYTES);
    out.int64(ingestedAtMicros);
    if (++turns % SealedFormat.BLOCK_TURNS == 0) {
      endTurns();
      flushIfFull();
    }
  }

  private void beginTurns() throws IOException {
    if (turnsAt < 0) {
      flush();
      turnsAt = written;
    }
    if (turns % SealedFormat.BLOCK_TURNS == 0) {
      blockStart = out.size();
    }
  }

  private void endTurns() {
    out.int32(SealedFormat.crc(out.bytes(), blockStart, out.size() - blockStart));
  }

  private void flushIfFull() throws IOException {
    if (out.size() >= BUFFER_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    write(out);
    out.clear();
  }

  private void write(ResidualWriter bytes) throws IOException {
    file.write(ByteBuffer.wrap(bytes.bytes(), 0, bytes.size()), written);
    written += bytes.size();
  }

  /** Rows added. */
  public long samples() {
    return samples;
  }

  /**
   * Completes the file and makes it durable, under its temporary name.
   *
   * @param logEnd everything in the log below this offset is in this file or an older one
   * @param replaced ordinals of files whose rows are all in this one
   */
  public Finished finish(long logEnd, long... replaced) throws IOException {
    if (samples == 0 || turns == 0) {
      throw new IllegalStateException("BUG: nothing to seal");
    }
    if (turns % SealedFormat.BLOCK_TURNS != 0) {
      endTurns();
    }
    flush();
    long indexAt = written;
    ResidualWriter directory = index.finish(indexAt, replaced);
    write(index.entries());
    long seriesAt = written;
    write(series.finish());
    Parts parts = new Parts(turnsAt, indexAt, seriesAt, written);
    write(directory);
    Footer footer =
        new Footer(
            ordinal,
            parts,
            samples,
            firstTime,
            lastTime,
            logEnd,
            turns,
            index.chunks(),
            replaced.length);
    file.write(footer.encode(), written);
    file.sync();
    file.close();
    return new Finished(disk, temporary, footer, directory);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** A file that is complete and durable, and not there yet for anybody. */
  public static final class Finished {
    private final Disk disk;
    private final String temporary;
    private final Footer footer;
    private final ResidualWriter directory;

    private Finished(Disk disk, String temporary, Footer footer, ResidualWriter directory) {
      this.disk = disk;
      this.temporary = temporary;
      this.footer = footer;
      this.directory = directory;
    }

    /** Gives it its name. When this returns it will be there, whole, after any crash. */
    public SealedFile publish() throws IOException {
      String name = SealedFormat.name(footer);
      disk.rename(temporary, name);
      disk.sync();
      return SealedFile.ofWritten(disk, name, footer, directory.copy());
    }

    /** Removes it: nobody needs it any more. */
    public void discard() throws IOException {
      disk.delete(temporary);
    }
  }
}
