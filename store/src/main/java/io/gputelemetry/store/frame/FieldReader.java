package io.gputelemetry.store.frame;

import io.gputelemetry.telemetry.Series;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the fields of a body; every length is checked against what is there before it is used. */
final class FieldReader {
  private final ByteBuffer body;

  /** Reads behind the header of this body, whose own position stays. */
  FieldReader(ByteBuffer body) {
    this.body = body.duplicate();
    this.body.position(body.position() + StoreFrame.HEADER_BYTES);
  }

  int getByte() throws StoreFormatException {
    need(1);
    return body.get() & 0xff;
  }

  boolean getFlag() throws StoreFormatException {
    int value = getByte();
    if (value > 1) {
      throw new StoreFormatException("a flag of " + value);
    }
    return value == 1;
  }

  int getInt() throws StoreFormatException {
    need(Integer.BYTES);
    return body.getInt();
  }

  long getLong() throws StoreFormatException {
    need(Long.BYTES);
    return body.getLong();
  }

  double getDouble() throws StoreFormatException {
    return Double.longBitsToDouble(getLong());
  }

  String getString() throws StoreFormatException {
    return getString(body.remaining());
  }

  String getString(int maxBytes) throws StoreFormatException {
    int length = getInt();
    if (length > maxBytes) {
      throw new StoreFormatException("a string of " + length + " bytes, at most " + maxBytes);
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(getSlice(length)).toString();
    } catch (CharacterCodingException e) {
      throw new StoreFormatException("a string is not UTF-8", e);
    }
  }

  Set<String> getStrings() throws StoreFormatException {
    Set<String> strings = new LinkedHashSet<>();
    for (int left = getCount(Integer.BYTES); left > 0; left--) {
      strings.add(getString());
    }
    return strings;
  }

  List<Double> getDoubles() throws StoreFormatException {
    int count = getCount(Double.BYTES);
    List<Double> doubles = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      doubles.add(getDouble());
    }
    return doubles;
  }

  Optional<String> getOptionalString() throws StoreFormatException {
    return getFlag() ? Optional.of(getString()) : Optional.empty();
  }

  OptionalInt getOptionalInt() throws StoreFormatException {
    return getFlag() ? OptionalInt.of(getInt()) : OptionalInt.empty();
  }

  OptionalLong getOptionalLong() throws StoreFormatException {
    return getFlag() ? OptionalLong.of(getLong()) : OptionalLong.empty();
  }

  Series getSeries() throws StoreFormatException {
    String uuid = getString();
    String migInstance = getString();
    String metric = getString();
    SortedMap<String, String> labels = new TreeMap<>();
    for (int left = getCount(2 * Integer.BYTES); left > 0; left--) {
      labels.put(getString(), getString());
    }
    return new Series(uuid, migInstance, metric, labels);
  }

  /** How many elements follow, each of which takes at least {@code elementBytes}. */
  int getCount(int elementBytes) throws StoreFormatException {
    int count = getInt();
    if (count < 0 || (long) count * elementBytes > body.remaining()) {
      throw new StoreFormatException(count + " elements in " + body.remaining() + " bytes");
    }
    return count;
  }

  /** A view of the next bytes. */
  ByteBuffer getSlice(int length) throws StoreFormatException {
    need(length);
    ByteBuffer slice = body.slice(body.position(), length);
    body.position(body.position() + length);
    return slice;
  }

  /** A view of all that is left. */
  ByteBuffer getRest() throws StoreFormatException {
    return getSlice(body.remaining());
  }

  void end() throws StoreFormatException {
    if (body.hasRemaining()) {
      throw new StoreFormatException(body.remaining() + " bytes too many");
    }
  }

  private void need(int bytes) throws StoreFormatException {
    if (bytes < 0 || bytes > body.remaining()) {
      throw new StoreFormatException(
          bytes + " bytes needed at byte " + body.position() + ", " + body.remaining() + " there");
    }
  }
}
