package io.gputelemetry.telemetry;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Dictionaries that were read lately, by their bytes: a fleet sends the same ones again and again.
 * The same bytes give the same list object back, so that whoever keeps something per dictionary can
 * compare references. Any thread may call.
 */
final class DictionaryCache {
  /** Of all dictionaries: some 200,000 series. */
  private static final long MAX_BYTES = 24 << 20;

  /** What a series takes at least, however few bytes it has in a dictionary. */
  static final long SERIES_BYTES = 64;

  static final long ENTRY_BYTES = 256;

  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(byte[] bytes, List<SeriesIdentity> series) {
    long size() {
      return ENTRY_BYTES + bytes.length + SERIES_BYTES * series.size();
    }

    boolean isOf(byte[] others, int from, int to) {
      return Arrays.equals(bytes, 0, bytes.length, others, from, to);
    }
  }

  private final RecentlyUsed<Long, Entry> recent = new RecentlyUsed<>(MAX_BYTES, Entry::size);

  List<SeriesIdentity> read(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    long key = crc.getValue() << Integer.SIZE | (to - from);
    Optional<Entry> known = recent.get(key).filter(entry -> entry.isOf(bytes, from, to));
    if (known.isPresent()) {
      return known.get().series;
    }
    List<SeriesIdentity> series = Dictionary.read(new ByteReader(bytes, from, to));
    recent.put(key, new Entry(Arrays.copyOfRange(bytes, from, to), series));
    return series;
  }
}
