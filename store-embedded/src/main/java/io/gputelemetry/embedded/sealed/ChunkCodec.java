package io.gputelemetry.embedded.sealed;

/**
 * The body of a chunk: up to {@value #MAX_ROWS} rows of one series, column by column.
 *
 * <pre>
 * varint  series
 * varint  count
 * varint  value form: 0 to 6 = values are whole numbers of 10^-form; 7 = bit patterns
 * varint  source form: 0 = source times, 1 = source time less event time
 * column  event times, second differences (the first two: from zero)
 * column  values: differences of the whole numbers, or reversed XOR with the pattern before
 * column  source times or their distances, differences
 * column  ingest times, differences
 * column  descriptions, differences
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

  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
  private static final int PATTERNS = POWERS.length;
  private static final double EXACT = 1L << 51;

  private ChunkCodec() {}

  static void encode(int series, Columns rows, ResidualWriter out) {
    out.reserve(MAX_BYTES);
    out.varint(series);
    out.varint(rows.size);
    int form = valueForm(rows);
    out.varint(form);
    boolean relative = isSteadierRelative(rows);
    out.varint(relative ? 1 : 0);
    encodeTimes(rows, out);
    if (form == PATTERNS) {
      encodePatterns(rows, out);
    } else {
      encodeDecimals(rows, POWERS[form], out);
    }
    encodeSources(rows, relative, out);
    encodeRest(rows, out);
  }

  /** The fewest decimal digits that give every value back exactly. */
  private static int valueForm(Columns rows) {
    int form = 0;
    for (int i = 0; i < rows.size; i++) {
      while (!isExact(rows.values[i], POWERS[form])) {
        if (++form == PATTERNS) {
          return PATTERNS;
        }
      }
    }
    return form;
  }

  private static boolean isExact(double value, double power) {
    double scaled = value * power;
    return Math.abs(scaled) < EXACT
        && Double.doubleToRawLongBits((long) Math.rint(scaled) / power)
            == Double.doubleToRawLongBits(value);
  }

  private static boolean isSteadierRelative(Columns rows) {
    int balance = 0;
    for (int i = 1; i < rows.size; i++) {
      long change = rows.sources[i] - rows.sources[i - 1];
      balance += change == 0 ? 0 : 1;
      balance -= change == rows.times[i] - rows.times[i - 1] ? 0 : 1;
    }
    return balance > 0;
  }

  private static void encodeTimes(Columns rows, ResidualWriter out) {
    long last = 0;
    long step = 0;
    for (int i = 0; i < rows.size; i++) {
      long next = rows.times[i] - last;
      out.signed(next - step);
      step = i == 0 ? 0 : next;
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

  private static void encodeDecimals(Columns rows, double power, ResidualWriter out) {
    long last = 0;
    for (int i = 0; i < rows.size; i++) {
      long scaled = (long) Math.rint(rows.values[i] * power);
      out.signed(scaled - last);
      last = scaled;
    }
    out.endRun();
  }

  private static void encodeSources(Columns rows, boolean relative, ResidualWriter out) {
    long last = 0;
    for (int i = 0; i < rows.size; i++) {
      long source = relative ? rows.sources[i] - rows.times[i] : rows.sources[i];
      out.signed(source - last);
      last = source;
    }
    out.endRun();
  }

  private static void encodeRest(Columns rows, ResidualWriter out) {
    long last = 0;
    for (int i = 0; i < rows.size; i++) {
      out.signed(rows.ingests[i] - last);
      last = rows.ingests[i];
    }
    out.endRun();
    last = 0;
    for (int i = 0; i < rows.size; i++) {
      out.signed(rows.descriptions[i] - last);
      last = rows.descriptions[i];
    }
    out.endRun();
  }

  /**
   * Reads a chunk whose checksum was right.
   *
   * @return false if it is not the chunk that the index entry describes
   */
  static boolean decode(byte[] body, IndexEntry entry, Columns target) {
    ResidualReader in = new ResidualReader(body);
    if (in.varint() != entry.series() || in.varint() != entry.count()) {
      return false;
    }
    target.size = entry.count();
    int form = (int) in.varint();
    boolean relative = in.varint() == 1;
    decodeTimes(in, target);
    if (form == PATTERNS) {
      decodePatterns(in, target);
    } else {
      decodeDecimals(in, POWERS[form], target);
    }
    decodeSources(in, relative, target);
    decodeRest(in, target);
    return in.position() == entry.length();
  }

  private static void decodeTimes(ResidualReader in, Columns target) {
    long last = 0;
    long step = 0;
    for (int i = 0; i < target.size; i++) {
      long next = in.signed() + step;
      step = i == 0 ? 0 : next;
      last += next;
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

  private static void decodeSources(ResidualReader in, boolean relative, Columns target) {
    long last = 0;
    for (int i = 0; i < target.size; i++) {
      last += in.signed();
      target.sources[i] = relative ? last + target.times[i] : last;
    }
  }

  private static void decodeRest(ResidualReader in, Columns target) {
    long last = 0;
    for (int i = 0; i < target.size; i++) {
      last += in.signed();
      target.ingests[i] = last;
    }
    last = 0;
    for (int i = 0; i < target.size; i++) {
      last += in.signed();
      target.descriptions[i] = (int) last;
    }
  }
}
