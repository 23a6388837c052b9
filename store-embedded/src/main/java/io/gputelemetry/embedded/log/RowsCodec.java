package io.gputelemetry.embedded.log;

import io.gputelemetry.embedded.numbers.Decimals;
import io.gputelemetry.embedded.numbers.ResidualReader;
import io.gputelemetry.embedded.numbers.ResidualWriter;
import io.gputelemetry.telemetry.BatchFormatException;
import java.nio.ByteBuffer;

/**
 * An entry of the log, version 1; {@code docs/store-format.md} draws it. Numbers and times are
 * columns of differences, in which runs of equal ones take a few bytes; a value is one number with
 * its form in the low bits. The journal has the checksum.
 */
public final class RowsCodec {
  private static final int VERSION = 1;

  /** Bits of a value's number that tell its form. */
  private static final int FORM_BITS = 3;

  private static final int FORM_MASK = (1 << FORM_BITS) - 1;

  /**
   * The most that is written for a row of a column: the end of a run and a number, or a pattern.
   */
  private static final int MAX_BYTES = 16;

  private static final int TYPICAL_ROW_BYTES = 5;

  private RowsCodec() {}

  /** The binary form; position 0, limit at the end. */
  public static ByteBuffer encode(NumberedRows rows) {
    ResidualWriter out = new ResidualWriter(TYPICAL_ROW_BYTES * rows.size() + MAX_BYTES);
    out.varint(VERSION);
    out.varint(rows.size());
    encodeSeries(rows, out);
    encodeDescriptions(rows, out);
    encodeEventTimes(rows, out);
    encodeDistances(rows, out);
    for (int row = 0; row < rows.size(); row++) {
      out.reserve(MAX_BYTES);
      encodeValue(rows.value(row), out);
    }
    return ByteBuffer.wrap(out.bytes(), 0, out.size());
  }

  /** Sources number their series one after the other. */
  private static void encodeSeries(NumberedRows rows, ResidualWriter out) {
    int next = 0;
    for (int row = 0; row < rows.size(); row++) {
      out.reserve(MAX_BYTES);
      out.signed((long) rows.series(row) - next);
      next = rows.series(row) + 1;
    }
    end(out);
  }

  private static void encodeDescriptions(NumberedRows rows, ResidualWriter out) {
    int last = 0;
    for (int row = 0; row < rows.size(); row++) {
      out.reserve(MAX_BYTES);
      out.signed((long) rows.description(row) - last);
      last = rows.description(row);
    }
    end(out);
  }

  private static void encodeEventTimes(NumberedRows rows, ResidualWriter out) {
    long last = 0;
    for (int row = 0; row < rows.size(); row++) {
      out.reserve(MAX_BYTES);
      out.signed(rows.eventTime(row) - last);
      last = rows.eventTime(row);
    }
    end(out);
  }

  /** From source time to event time. */
  private static void encodeDistances(NumberedRows rows, ResidualWriter out) {
    long last = 0;
    for (int row = 0; row < rows.size(); row++) {
      out.reserve(MAX_BYTES);
      long distance = rows.eventTime(row) - rows.sourceTime(row);
      out.signed(distance - last);
      last = distance;
    }
    end(out);
  }

  private static void end(ResidualWriter out) {
    out.reserve(MAX_BYTES);
    out.endRun();
  }

  private static void encodeValue(double value, ResidualWriter out) {
    int form = Decimals.form(value, 0);
    if (form == Decimals.PATTERNS) {
      out.varint(form);
      out.int64(Double.doubleToRawLongBits(value));
    } else {
      long scaled = Decimals.scaled(value, form);
      out.varint((scaled << 1 ^ scaled >> 63) << FORM_BITS | form);
    }
  }

  /**
   * Reads an entry whose checksum was right; the buffer's position is not changed.
   *
   * @throws BatchFormatException if it is not of this version, or not what a store writes
   */
  public static NumberedRows decode(ByteBuffer entry) {
    byte[] bytes = new byte[entry.remaining()];
    entry.get(entry.position(), bytes);
    try {
      return decode(bytes);
    } catch (IndexOutOfBoundsException e) {
      throw new BatchFormatException("it ends too early");
    }
  }

  private static LoggedRows decode(byte[] bytes) {
    ResidualReader in = new ResidualReader(bytes);
    long version = in.varint();
    if (version != VERSION) {
      throw new BatchFormatException(
          "it has version %d, this program reads version %d; use the program that wrote it"
              .formatted(version, VERSION));
    }
    long size = in.varint();
    if (size < 0 || size > bytes.length) {
      throw new BatchFormatException("it says that it has more rows than bytes");
    }
    LoggedRows rows = LoggedRows.ofSize((int) size);
    decodeNumbers(in, rows);
    decodeTimes(in, rows);
    for (int row = 0; row < rows.size(); row++) {
      rows.values()[row] = decodeValue(in);
    }
    if (in.position() != bytes.length) {
      throw new BatchFormatException("it goes on behind its rows");
    }
    return rows;
  }

  private static void decodeNumbers(ResidualReader in, LoggedRows rows) {
    long next = 0;
    for (int row = 0; row < rows.size(); row++) {
      long series = next + in.signed();
      rows.seriesNumbers()[row] = number(series);
      next = series + 1;
    }
    endRun(in);
    long last = 0;
    for (int row = 0; row < rows.size(); row++) {
      last += in.signed();
      rows.descriptions()[row] = number(last);
    }
    endRun(in);
  }

  private static int number(long number) {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw new BatchFormatException("it has a number that no catalog has");
    }
    return (int) number;
  }

  private static void decodeTimes(ResidualReader in, LoggedRows rows) {
    long last = 0;
    for (int row = 0; row < rows.size(); row++) {
      last += in.signed();
      rows.times()[row] = last;
    }
    endRun(in);
    long distance = 0;
    for (int row = 0; row < rows.size(); row++) {
      distance += in.signed();
      rows.sources()[row] = rows.times()[row] - distance;
    }
    endRun(in);
  }

  private static void endRun(ResidualReader in) {
    if (in.isInRun()) {
      throw new BatchFormatException("it has a column that is longer than the others");
    }
  }

  private static double decodeValue(ResidualReader in) {
    long number = in.varint();
    int form = (int) number & FORM_MASK;
    if (form == Decimals.PATTERNS) {
      return Double.longBitsToDouble(in.int64());
    }
    long zigzag = number >>> FORM_BITS;
    return (zigzag >>> 1 ^ -(zigzag & 1)) / Decimals.power(form);
  }
}
