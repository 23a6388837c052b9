package io.gputelemetry.embedded.sealed;

import io.gputelemetry.embedded.sealed.SealedFormat.Footer;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskFile;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A sealed file that is whole, and the little of it that stays in memory: its footer and the first
 * key of each index block. Immutable; {@link #read} opens it.
 */
public final class SealedFile {
  private static final String DAMAGED = ".damaged";

  private final Disk disk;
  private final String name;
  private final Footer footer;
  private final int[] blockSeries;
  private final long[] blockTimes;

  private SealedFile(Disk disk, String name, Footer footer) {
    this.disk = disk;
    this.name = name;
    this.footer = footer;
    int blocks = SealedFormat.blocks(footer.chunks());
    blockSeries = new int[blocks];
    blockTimes = new long[blocks];
  }

  static SealedFile ofWritten(Disk disk, String name, Footer footer, ByteBuffer index) {
    SealedFile file = new SealedFile(disk, name, footer);
    for (int block = 0; block < file.blockSeries.length; block++) {
      int at = (int) SealedFormat.blockPosition(block);
      file.rememberBlock(block, IndexEntry.decode(index, at));
    }
    return file;
  }

  /**
   * Opens a file and checks header, footer and index; chunks are checked when they are read.
   *
   * @param entries is handed every index entry, ordered by series and time
   * @throws DamagedFileException if one of the checks fails
   * @throws StoreException if it is a whole file of a version that is not known
   */
  public static SealedFile open(Disk disk, String name, Consumer<IndexEntry> entries)
      throws IOException {
    try (DiskFile file = disk.openForReading(name)) {
      requireVersion(disk, name, file);
      SealedFile sealed = new SealedFile(disk, name, readFooter(disk, name, file));
      sealed.readIndex(file, entries);
      return sealed;
    }
  }

  /**
   * Reads the index once more.
   *
   * @param entries is handed every index entry, ordered by series and time
   * @throws DamagedFileException if the file is no longer whole
   */
  public void index(Consumer<IndexEntry> entries) throws IOException {
    open(disk, name, entries);
  }

  private static void requireVersion(Disk disk, String name, DiskFile file) throws IOException {
    Optional<ByteBuffer> header = read(file, 0, SealedFormat.HEADER_BYTES);
    int version = header.map(SealedFormat::version).orElse(-1);
    if (version < 0) {
      throw damaged(disk, name, "its header is not that of a sealed file");
    }
    if (version != SealedFormat.VERSION) {
      throw new StoreException(
          "%s/%s has format version %d, this program reads version %d; use the program that wrote it"
              .formatted(disk.location(), name, version, SealedFormat.VERSION),
          false);
    }
  }

  private static Footer readFooter(Disk disk, String name, DiskFile file) throws IOException {
    long size = file.size();
    Optional<ByteBuffer> bytes =
        read(file, size - SealedFormat.FOOTER_BYTES, SealedFormat.FOOTER_BYTES);
    if (bytes.isEmpty() || !Footer.isWhole(bytes.get())) {
      throw damaged(disk, name, "its footer fails the check");
    }
    Footer footer = Footer.decode(bytes.get());
    if (footer.fileBytes() != size || !SealedFormat.name(footer).equals(name)) {
      throw damaged(disk, name, "its footer is that of another file");
    }
    return footer;
  }

  private void readIndex(DiskFile file, Consumer<IndexEntry> entries) throws IOException {
    for (int block = 0; block < blockSeries.length; block++) {
      ByteBuffer bytes = readBlock(file, block);
      rememberBlock(block, IndexEntry.decode(bytes, 0));
      for (int at = 0; at < bytes.limit(); at += IndexEntry.BYTES) {
        entries.accept(IndexEntry.decode(bytes, at));
      }
    }
  }

  private void rememberBlock(int block, IndexEntry first) {
    blockSeries[block] = first.series();
    blockTimes[block] = first.firstTime();
  }

  /** The entries of a block, checked. */
  ByteBuffer readBlock(DiskFile file, int block) throws IOException {
    int first = block * SealedFormat.BLOCK_ENTRIES;
    int entries = Math.min(SealedFormat.BLOCK_ENTRIES, footer.chunks() - first);
    int length = entries * IndexEntry.BYTES;
    long position = footer.indexPosition() + SealedFormat.blockPosition(block);
    Optional<ByteBuffer> bytes = read(file, position, length + Integer.BYTES);
    if (bytes.isEmpty() || bytes.get().getInt(length) != SealedFormat.crc(bytes.get(), 0, length)) {
      throw damaged("block " + block + " of its index fails the check");
    }
    return bytes.get().limit(length);
  }

  /** Exactly these bytes; empty if the file has not got them. */
  static Optional<ByteBuffer> read(DiskFile file, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (position >= 0 && bytes.hasRemaining()) {
      if (file.read(bytes, position + bytes.position()) <= 0) {
        break;
      }
    }
    return bytes.hasRemaining() ? Optional.empty() : Optional.of(bytes.flip());
  }

  DamagedFileException damaged(String problem) {
    return damaged(disk, name, problem);
  }

  private static DamagedFileException damaged(Disk disk, String name, String problem) {
    return new DamagedFileException(disk.location() + "/" + name, problem);
  }

  /** The block in which the last entry at or before (series, time) is; 0 if there is none. */
  int blockOf(int series, long time) {
    int low = 0;
    int high = blockSeries.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      boolean behind =
          blockSeries[middle] > series
              || (blockSeries[middle] == series && blockTimes[middle] > time);
      if (behind) {
        high = middle - 1;
      } else {
        low = middle;
      }
    }
    return low;
  }

  /** Opens the file for reading; for one thread. */
  public SealedReader read() throws IOException {
    return new SealedReader(this, disk.openForReading(name));
  }

  /** Removes the file; durable after the directory is synced. */
  public void delete() throws IOException {
    disk.delete(name);
  }

  /** Whether a name is that of a sealed file. */
  public static boolean isSealed(String name) {
    return name.endsWith(SealedFormat.SUFFIX);
  }

  /** Whether a name is that of a file that was set aside. */
  public static boolean isSetAside(String name) {
    return name.endsWith(DAMAGED);
  }

  /** Renames a file that failed its checks, so that it is kept and not read again. */
  public static void setAside(Disk disk, String name) throws IOException {
    disk.rename(name, name + DAMAGED);
    disk.sync();
  }

  /** The ordinal in a name, sealed, unfinished or set aside; 0 if there is none. */
  public static long ordinal(String name) {
    boolean numbered = name.matches("[0-9]{10}[_.].*");
    return numbered ? Long.parseLong(name, 0, 10, 10) : 0;
  }

  public String name() {
    return name;
  }

  /** Its place in the order in which files were sealed. */
  public long ordinal() {
    return footer.ordinal();
  }

  public int chunks() {
    return footer.chunks();
  }

  /** Rows in it. */
  public long samples() {
    return footer.samples();
  }

  /** Event time of its oldest row. */
  public long firstTime() {
    return footer.firstTime();
  }

  /** Event time of its newest row. */
  public long lastTime() {
    return footer.lastTime();
  }

  /** Everything in the log below this offset is in this file or an older one. */
  public long logEnd() {
    return footer.logEnd();
  }

  /** Bytes on disk. */
  public long bytes() {
    return footer.fileBytes();
  }
}
