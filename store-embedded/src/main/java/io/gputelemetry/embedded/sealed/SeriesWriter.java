package io.gputelemetry.embedded.sealed;

import io.gputelemetry.embedded.numbers.ResidualWriter;
import java.util.Optional;

/** What a file that is being written has of each series. */
final class SeriesWriter {
  private final ResidualWriter out = new ResidualWriter(16 << 10);
  private Optional<SeriesEntry> current = Optional.empty();
  private SeriesEntry before = SeriesEntry.ZERO;
  private int start;
  private int inBlock;

  void add(int series, Columns rows) {
    if (current.isPresent() && current.get().series() == series) {
      current = Optional.of(current.get().and(rows));
      return;
    }
    current.ifPresent(this::write);
    current = Optional.of(SeriesEntry.of(series, rows));
  }

  private void write(SeriesEntry entry) {
    if (inBlock == 0) {
      start = out.size();
      out.reserve(Integer.BYTES);
      out.int32(0);
      before = SeriesEntry.ZERO;
    }
    entry.encode(before, out);
    before = entry;
    if (++inBlock == SealedFormat.BLOCK_SERIES) {
      endBlock();
    }
  }

  private void endBlock() {
    out.putInt32(start, out.size() - start - Integer.BYTES);
    out.reserve(Integer.BYTES);
    out.int32(SealedFormat.crc(out.bytes(), start, out.size() - start));
    inBlock = 0;
  }

  /** All blocks, behind each other. */
  ResidualWriter finish() {
    current.ifPresent(this::write);
    if (inBlock > 0) {
      endBlock();
    }
    return out;
  }
}
