package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.IndexEntry;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedReader;
import io.gputelemetry.embedded.sealed.SealedWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Answers whether a row is in a sealed file. Only rows that are not newer than what is sealed of
 * their series have to ask, so files and chunks that were asked for are kept, a few of them. A file
 * that cannot be read leaves the store. Used by the owner thread only.
 */
final class KeyCheck implements AutoCloseable {
  private static final int OPEN_FILES = 16;
  private static final int KEPT_CHUNKS = 1024;

  private final Map<Long, SealedReader> readers = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<ChunkKey, Chunk> chunks = new LinkedHashMap<>(16, 0.75f, true);
  private final Columns buffer = new Columns(SealedWriter.MAX_ROWS);
  private final Quarantine quarantine;

  KeyCheck(Quarantine quarantine) {
    this.quarantine = quarantine;
  }

  /** The raw bits of the value that is stored at this time, if there is one. */
  OptionalLong find(List<SealedFile> files, int series, long time) throws IOException {
    for (int i = files.size() - 1; i >= 0; i--) {
      SealedFile file = files.get(i);
      if (file.firstTime() <= time && time <= file.lastTime()) {
        OptionalLong found = find(file, series, time);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong find(SealedFile file, int series, long time) throws IOException {
    try {
      SealedReader reader = reader(file);
      int number = reader.lastBeginningAtOrBefore(series, time);
      if (number < 0) {
        return OptionalLong.empty();
      }
      IndexEntry entry = reader.entry(number);
      return time > entry.lastTime()
          ? OptionalLong.empty()
          : chunk(file, reader, number, entry).find(time);
    } catch (DamagedFileException e) {
      forget(file);
      quarantine.takeOut(file, e);
      return OptionalLong.empty();
    }
  }

  private SealedReader reader(SealedFile file) throws IOException {
    SealedReader open = readers.get(file.ordinal());
    if (open != null) {
      return open;
    }
    if (readers.size() == OPEN_FILES) {
      var eldest = readers.entrySet().iterator();
      eldest.next().getValue().close();
      eldest.remove();
    }
    SealedReader opened = file.read();
    readers.put(file.ordinal(), opened);
    return opened;
  }

  private Chunk chunk(SealedFile file, SealedReader reader, int number, IndexEntry entry)
      throws IOException {
    ChunkKey key = new ChunkKey(file.ordinal(), number);
    Chunk kept = chunks.get(key);
    if (kept != null) {
      return kept;
    }
    reader.readValues(entry, buffer);
    Chunk chunk =
        new Chunk(
            Arrays.copyOf(buffer.times, buffer.size), Arrays.copyOf(buffer.values, buffer.size));
    if (chunks.size() == KEPT_CHUNKS) {
      chunks.remove(chunks.keySet().iterator().next());
    }
    chunks.put(key, chunk);
    return chunk;
  }

  /** Lets go of a file that is about to be deleted. */
  void forget(SealedFile file) throws IOException {
    SealedReader open = readers.remove(file.ordinal());
    if (open != null) {
      open.close();
    }
    chunks.keySet().removeIf(key -> key.file == file.ordinal());
  }

  @Override
  public void close() throws IOException {
    for (SealedReader reader : readers.values()) {
      reader.close();
    }
    readers.clear();
  }

  private record ChunkKey(long file, int number) {}

  @SuppressWarnings("ArrayRecordComponent")
  private record Chunk(long[] times, double[] values) {
    OptionalLong find(long time) {
      int at = Arrays.binarySearch(times, time);
      return at < 0
          ? OptionalLong.empty()
          : OptionalLong.of(Double.doubleToRawLongBits(values[at]));
    }
  }
}
