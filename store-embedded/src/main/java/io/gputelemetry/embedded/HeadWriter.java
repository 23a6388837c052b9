package io.gputelemetry.embedded;

import io.gputelemetry.embedded.log.NumberedRows;
import io.gputelemetry.store.WriteReceipt;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Puts rows into the head, unless they are known. A row that is newer than all of its series is
 * new; any other is looked for in the head and, if something as new as it is sealed, in the sealed
 * files. Used by the owner thread only.
 */
final class HeadWriter {
  /** Rows that are added while readers wait. */
  private static final int SLICE_ROWS = 1024;

  private final Contents contents;
  private final KeyCheck keyCheck;
  private int duplicates;
  private int conflicts;

  HeadWriter(Contents contents, KeyCheck keyCheck) {
    this.contents = contents;
    this.keyCheck = keyCheck;
  }

  /** Makes rows visible, part by part; they are as durable as they have to be already. */
  WriteReceipt write(NumberedRows rows, long ingestedAtMicros) throws IOException {
    duplicates = 0;
    conflicts = 0;
    contents.change(() -> contents.head.turn(ingestedAtMicros));
    for (int from = 0; from < rows.size(); from += SLICE_ROWS) {
      int first = from;
      contents.change(() -> write(rows, first, ingestedAtMicros));
    }
    contents.change(() -> {
      contents.duplicates += duplicates;
      contents.conflicts += conflicts;
    });
    return new WriteReceipt(rows.size() - duplicates - conflicts, duplicates, conflicts);
  }

  private void write(NumberedRows rows, int from, long ingestedAtMicros) throws IOException {
    int end = Math.min(rows.size(), from + SLICE_ROWS);
    for (int row = from; row < end; row++) {
      int series = rows.series(row);
      long time = rows.eventTime(row);
      long bits = Double.doubleToRawLongBits(rows.value(row));
      HeadColumn column = contents.head.column(series);
      int at = column.size();
      if (time <= contents.table.lastTime(series)) {
        at = placeOf(column, series, time, bits);
      }
      if (at >= 0) {
        int description = rows.description(row);
        long source = rows.sourceTime(row);
        contents.head.insert(column, at, time, source, bits, description);
        contents.table.add(series, time, description);
        contents.table.setLast(series, time, bits, source, ingestedAtMicros);
      }
    }
  }

  /** Where a row that is not the newest goes in the head; negative if it is a repeat. */
  private int placeOf(HeadColumn column, int series, long time, long bits) throws IOException {
    int found = column.find(time);
    if (found >= 0) {
      return repeat(column.bits(found) == bits);
    }
    if (time <= contents.table.sealedTime(series)) {
      OptionalLong sealed = keyCheck.find(contents.files, series, time);
      if (sealed.isPresent()) {
        return repeat(sealed.getAsLong() == bits);
      }
    }
    return -found - 1;
  }

  private int repeat(boolean equal) {
    if (equal) {
      duplicates++;
    } else {
      conflicts++;
    }
    return -1;
  }
}
