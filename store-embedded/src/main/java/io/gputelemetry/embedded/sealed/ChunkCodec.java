package io.gputelemetry.embedded.sealed;

import io.gputelemetry.embedded.numbers.Decimals;
import io.gputelemetry.embedded.numbers.ResidualReader;
import io.gputelemetry.embedded.numbers.ResidualWriter;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.Arrays;

/**
 * The body of a chunk: up to {@value #MAX_ROWS} rows of one series, column by column. What the
 * index says of it is not repeated: number of rows, first time and last description.
 *
 * <pre>
 * varint  value form (0 to 6 = values are whole numbers of 10^-form; 7 = bit patterns)
 *         + 8 * source form (0 = none; 1 = event time less a distance, which follows, signed;
 *         2 = distances as a column; 3 = source times as a column)
 *         + 32 if all rows have the same description
 * column  event times, second differences (the first two: from the first time)
 * column  values: differences of the whole numbers, or reversed XOR with the pattern before
 * column  source times or their distances, differences
 * column  turns, second differences (the first two: from zero)
 * column  descriptions, differences, unless all are the same
 * </pre>
 *
 * A column is a sequence of numbers as {@link ResidualWriter} writes them; all but XOR patterns are
 * signed (zigzag). Differences wrap, so every time and every value comes back bit by bit.
 */
final class ChunkCodec {
  /** Rows of a chunk at most: what a point query has to decode. */
  static final int MAX_ROWS = 512;

  /** More than any encoded chunk takes. */
  static final int MAX_BYTES = 5 * MAX_ROWS * 10 + 64;

  private static final int PATTERNS = Decimals.PATTERNS;
  private static final int ONE_DESCRIPTION = 32;

  // How source times are written.
  private static final int NONE = 0;
  private static final int SHIFTED = 1;
  private static final int DISTANCES = 2;
  private static final int TIMES = 3;

  private ChunkCodec() {}

  static void encode(Columns rows, ResidualWriter out) {
    out.reserve(MAX_BYTES);
    int form = valueForm(rows);
    int sources = sources(rows);
    boolean oneDescription = hasOneDescription(rows);
    out.varint(form + sources * 8L + (oneDescription ? ONE_DESCRIPTION : 0));
    if (sources == SHIFTED) {
      out.number(rows.times[0] - rows.sources[0]);
    }
    encodeTimes(rows, out);
    if (form == PATTERNS) {
      encodePatterns(rows, out);
    } else {
      encodeDecimals(rows, form, out);
    }
    encodeSources(rows, sources, out);
    encodeTurns(rows, out);
    if (!oneDescription) {
      encodeDescriptions(rows, out);
    }
  }

  /** The fewest decimal digits that give every value back exactly. */
  private static int valueForm(Columns rows) {
    int form = 0;
    for (int i = 0; i < rows.size && form < PATTERNS; i++) {
      form = Decimals.form(rows.values[i], form);
    }
    return form;
  }

  private static int sources(Columns rows) {
    int none = 0;
    int sameDistance = 0;
    int sameTime = 0;
    long distance = rows.times[0] - rows.sources[0];
    for (int i = 0; i < rows.size; i++) {
      none += rows.sources[i] == SampleBatch.NO_SOURCE_TIME ? 1 : 0;
      long next = rows.times[i] - rows.sources[i];
      sameDistance += next == distance ? 1 : 0;
      sameTime += i > 0 && rows.sources[i] == rows.sources[i - 1] ? 1 : 0;
      distance = next;
    }
    if (none == rows.size) {
      return NONE;
    }
    if (sameDistance == rows.size) {
      return SHIFTED;
    }
    return sameDistance > sameTime ? DISTANCES : TIMES;
  }

  private static boolean hasOneDescription(Columns rows) {
    for (int i = 1; i < rows.size; i++) {
      if (rows.descriptions[i] != rows.descriptions[0]) {
        return false;
      }
    }
    return true;
  }

  private static void encodeTimes(Columns rows, ResidualWriter out) {
    long last = rows.times[0];
    long step = 0;
    for (int i = 1; i < rows.size; i++) {
      long next = rows.times[i] - last;
      out.signed(next - step);
      step = next;
      last = rows.times[i];
    }
    out.endRun();
  }

  private static void encodePatterns(Columns rows, ResidualWriter out) {
    long last = 0;
    for (int i = 0; i < rows.size; i++) {
      long bits = Double.doubleToRawLongBits(rows.values[i]);
      out.residual(Long.reverse(bits ^ last));
      last = bits;
    }
    out.endRun();
  }

  private static void encodeDecimals(Columns rows, int form, ResidualWriter out) {
    long last = 0;
    for (int i = 0; i < rows.size; i++) {
      long scaled = Decimals.scaled(rows.values[i], form);
      out.signed(scaled - last);
      last = scaled;
    }
    out.endRun();
  }

  private static void encodeSources(Columns rows, int sources, ResidualWriter out) {
    if (sources == NONE || sources == SHIFTED) {
      return;
    }
    boolean distances = sources == DISTANCES;
    long last = 0;
    for (int i = 0; i < rows.size; i++) {
      long source = distances ? rows.times[i] - rows.sources[i] : rows.sources[i];
      out.signed(source - last);
      last = source;
    }
    out.endRun();
  }

  private static void encodeTurns(Columns rows, ResidualWriter out) {
    long last = 0;
    long step = 0;
    for (int i = 0; i < rows.size; i++) {
      long next = rows.turns[i] - last;
      out.signed(next - step);
      step = i == 0 ? 0 : next;
      last = rows.turns[i];
    }
    out.endRun();
  }

  private static void encodeDescriptions(Columns rows, ResidualWriter out) {
    long last = 0;
    for (int i = 0; i < rows.size; i++) {
      out.signed(rows.descriptions[i] - last);
      last = rows.descriptions[i];
    }
    out.endRun();
  }

  /**
   * Reads a chunk whose checksum was right.
   *
   * @param at where in the bytes it begins
   * @return false if it is not the chunk that the index entry describes
   */
  static boolean decode(byte[] bytes, int at, IndexEntry entry, Columns target) {
    ResidualReader in = new ResidualReader(bytes, at);
    int head = (int) in.varint();
    int sources = head >> 3 & 3;
    long distance = sources == SHIFTED ? in.number() : 0;
    decodeTimesAndValues(in, head & 7, entry, target);
    decodeSources(in, sources, distance, target);
    decodeTurns(in, target);
    if ((head & ONE_DESCRIPTION) != 0) {
      Arrays.fill(target.descriptions, 0, target.size, entry.lastDescription());
    } else {
      decodeDescriptions(in, target);
    }
    return in.position() - at == entry.length()
        && !in.isInRun()
        && target.times[target.size - 1] == entry.lastTime()
        && target.descriptions[target.size - 1] == entry.lastDescription();
  }

  /** Reads event times and values of a chunk whose checksum was right, and nothing else. */
  static void decodeValues(byte[] bytes, int at, IndexEntry entry, Columns target) {
    ResidualReader in = new ResidualReader(bytes, at);
    int head = (int) in.varint();
    if ((head >> 3 & 3) == SHIFTED) {
      in.number();
    }
    decodeTimesAndValues(in, head & 7, entry, target);
  }

  private static void decodeTimesAndValues(
      ResidualReader in, int form, IndexEntry entry, Columns target) {
    target.size = entry.count();
    decodeTimes(in, entry.firstTime(), target);
    if (form == PATTERNS) {
      decodePatterns(in, target);
    } else {
      decodeDecimals(in, Decimals.power(form), target);
    }
  }

  private static void decodeTimes(ResidualReader in, long first, Columns target) {
    long last = first;
    long step = 0;
    target.times[0] = first;
    for (int i = 1; i < target.size; i++) {
      step += in.signed();
      last += step;
      target.times[i] = last;
    }
  }

  private static void decodePatterns(ResidualReader in, Columns target) {
    long last = 0;
    for (int i = 0; i < target.size; i++) {
      last ^= Long.reverse(in.residual());
      target.values[i] = Double.longBitsToDouble(last);
    }
  }

  private static void decodeDecimals(ResidualReader in, double power, Columns target) {
    long last = 0;
    for (int i = 0; i < target.size; i++) {
      last += in.signed();
      target.values[i] = last / power;
    }
  }

  private static void decodeSources(ResidualReader in, int sources, long distance, Columns target) {
    long last = 0;
    for (int i = 0; i < target.size; i++) {
      target.sources[i] =
          switch (sources) {
            case NONE -> SampleBatch.NO_SOURCE_TIME;
            case SHIFTED -> target.times[i] - distance;
            case DISTANCES -> target.times[i] - (last += in.signed());
            default -> last += in.signed();
          };
    }
  }

  private static void decodeTurns(ResidualReader in, Columns target) {
    long last = 0;
    long step = 0;
    for (int i = 0; i < target.size; i++) {
      long next = in.signed() + step;
      step = i == 0 ? 0 : next;
      last += next;
      target.turns[i] = (int) last;
    }
  }

  private static void decodeDescriptions(ResidualReader in, Columns target) {
    long last = 0;
    for (int i = 0; i < target.size; i++) {
      last += in.signed();
      target.descriptions[i] = (int) last;
    }
  }
}
