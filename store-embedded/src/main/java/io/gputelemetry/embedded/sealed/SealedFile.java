package io.gputelemetry.embedded.sealed;

import io.gputelemetry.embedded.numbers.ResidualReader;
import io.gputelemetry.embedded.sealed.SealedFormat.Footer;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.DiskFile;
import io.gputelemetry.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A sealed file that is whole, and the little of it that stays in memory: its footer and the
 * directory of its index. Immutable; {@link #read} opens it.
 */
public final class SealedFile {
  private static final String DAMAGED = ".damaged";

  private final Disk disk;
  private final String name;
  private final Footer footer;
  private final Directory directory;
  private final SharedFile shared;
  private volatile boolean unreadable;

  private SealedFile(Disk disk, String name, Footer footer, Directory directory) {
    this.disk = disk;
    this.name = name;
    this.footer = footer;
    this.directory = directory;
    this.shared = new SharedFile(() -> disk.openForReading(name));
  }

  static SealedFile ofWritten(Disk disk, String name, Footer footer, ByteBuffer directory) {
    return new SealedFile(disk, name, footer, Directory.decode(directory, footer));
  }

  /**
   * Opens a file and checks header, footer, directory and what it has of each series; index and
   * chunks are checked when they are read.
   *
   * @param series is handed what the file has of each series, in the order of their numbers
   * @throws DamagedFileException if one of the checks fails
   * @throws StoreException if it is a whole file of a version that is not known
   */
  public static SealedFile open(Disk disk, String name, Consumer<SeriesEntry> series)
      throws IOException {
    try (DiskFile file = disk.openForReading(name)) {
      requireVersion(disk, name, file);
      Footer footer = readFooter(disk, name, file);
      Optional<ByteBuffer> directory =
          read(file, footer.parts().directory(), footer.directoryBytes()).map(ByteBuffer::wrap);
      if (directory.isEmpty() || !Directory.isWhole(directory.get())) {
        throw damaged(disk, name, "the directory of its index fails the check");
      }
      SealedFile sealed = ofWritten(disk, name, footer, directory.get());
      sealed.readSeries(file, series);
      return sealed;
    }
  }

  /**
   * Reads once more what the file has of each series.
   *
   * @throws DamagedFileException if the file is no longer whole
   */
  public void series(Consumer<SeriesEntry> series) throws IOException {
    try (SharedFile.Use use = shared.open()) {
      readSeries(use.file(), series);
    }
  }

  private static void requireVersion(Disk disk, String name, DiskFile file) throws IOException {
    Optional<ByteBuffer> header = read(file, 0, SealedFormat.HEADER_BYTES).map(ByteBuffer::wrap);
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
        read(file, size - SealedFormat.FOOTER_BYTES, SealedFormat.FOOTER_BYTES)
            .map(ByteBuffer::wrap);
    if (bytes.isEmpty() || !Footer.isWhole(bytes.get())) {
      throw damaged(disk, name, "its footer fails the check");
    }
    Footer footer = Footer.decode(bytes.get());
    if (footer.fileBytes() != size || !SealedFormat.name(footer).equals(name)) {
      throw damaged(disk, name, "its footer is that of another file");
    }
    return footer;
  }

  private void readSeries(DiskFile file, Consumer<SeriesEntry> series) throws IOException {
    long position = footer.parts().series();
    int length = Math.toIntExact(footer.parts().directory() - position);
    byte[] bytes = read(file, position, length).orElseThrow(() -> damaged("it is cut off"));
    for (int at = 0; at < length; at = readSeriesBlock(bytes, at, series)) {
      // Until the end.
    }
  }

  /** Returns where the next block begins. */
  private int readSeriesBlock(byte[] bytes, int start, Consumer<SeriesEntry> series)
      throws DamagedFileException {
    ByteBuffer view = ByteBuffer.wrap(bytes);
    int room = bytes.length - start - 2 * Integer.BYTES;
    int length = room < 0 ? -1 : view.getInt(start);
    if (length < 0
        || length > room
        || view.getInt(start + Integer.BYTES + length)
            != SealedFormat.crc(bytes, start, Integer.BYTES + length)) {
      throw damaged("what it says of its series fails the check");
    }
    int end = start + Integer.BYTES + length;
    ResidualReader in = new ResidualReader(bytes, start + Integer.BYTES);
    SeriesEntry entry = SeriesEntry.ZERO;
    while (in.position() < end) {
      entry = SeriesEntry.decode(entry, in);
      series.accept(entry);
    }
    return end + Integer.BYTES;
  }

  /** Exactly these bytes; empty if the file has not got them. */
  static Optional<byte[]> read(DiskFile file, long position, int length) throws IOException {
    if (position < 0 || length < 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[length];
    ByteBuffer target = ByteBuffer.wrap(bytes);
    while (target.hasRemaining()) {
      if (file.read(target, position + target.position()) <= 0) {
        return Optional.empty();
      }
    }
    return Optional.of(bytes);
  }

  DamagedFileException damaged(String problem) {
    unreadable = true;
    return damaged(disk, name, problem);
  }

  private static DamagedFileException damaged(Disk disk, String name, String problem) {
    return new DamagedFileException(disk.location() + "/" + name, problem);
  }

  /** Whether something in it could not be read since it was opened. */
  public boolean isUnreadable() {
    return unreadable;
  }

  Directory directory() {
    return directory;
  }

  Footer footer() {
    return footer;
  }

  /**
   * Opens the file for reading; for one thread.
   *
   * @throws java.nio.channels.ClosedChannelException if the file was deleted
   */
  public SealedReader read() throws IOException {
    return new SealedReader(this, shared.open(), 0);
  }

  /** Opens it to be read from front to back, as fast as the disk goes. */
  public SealedReader readAll() throws IOException {
    return new SealedReader(this, shared.open(), SealedReader.AHEAD_BYTES);
  }

  /** Removes the file; durable after the directory is synced. Who has it open reads on. */
  public void delete() throws IOException {
    shared.retire();
    disk.delete(name);
  }

  /** Lets go of the file; who has it open reads on. */
  public void close() throws IOException {
    shared.retire();
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

  /** Its place in the order in which files were begun. */
  public long ordinal() {
    return footer.ordinal();
  }

  /** Ordinals of the files whose rows are all in this one. */
  public long[] replaced() {
    return directory.replaced();
  }

  public int chunks() {
    return footer.chunks();
  }

  /** Turns that its rows refer to. */
  public int turns() {
    return footer.turns();
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
