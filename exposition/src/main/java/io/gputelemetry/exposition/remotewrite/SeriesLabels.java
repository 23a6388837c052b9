package io.gputelemetry.exposition.remotewrite;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels of the series that is read, in order, as places in the request: nothing is made of
 * them until it is asked for. Valid until the next series.
 */
public final class SeriesLabels {
  /** The label that is the name of the metric. */
  public static final String NAME = "__name__";

  /** The most labels of a series. */
  public static final int LABELS_MAX = 512;

  /** The most bytes of all labels of a series, names and values. */
  public static final int BYTES_MAX = 64 << 10;

  private static final int NAME_FROM = 0;
  private static final int NAME_TO = 1;
  private static final int VALUE_FROM = 2;
  private static final int VALUE_TO = 3;
  private static final int PLACES = 4;
  private static final byte[] NAME_BYTES = NAME.getBytes(StandardCharsets.US_ASCII);

  private final byte[] request;
  private final int[] places = new int[PLACES * LABELS_MAX];
  private int count;
  private int bytes;
  private int metric = -1;

  SeriesLabels(byte[] request) {
    this.request = request;
  }

  void clear() {
    count = 0;
    bytes = 0;
    metric = -1;
  }

  /** Adds the label behind the last one; the places are of valid texts. */
  void add(int nameFrom, int nameTo, int valueFrom, int valueTo) throws RemoteWriteFormatException {
    bytes += nameTo - nameFrom + valueTo - valueFrom;
    if (count == LABELS_MAX || bytes > BYTES_MAX) {
      throw RemoteWriteFormatException.tooLarge(
          "it has more than %d labels, or more than %d bytes of them"
              .formatted(LABELS_MAX, BYTES_MAX));
    }
    if (nameTo == nameFrom) {
      throw new RemoteWriteFormatException("a label has no name");
    }
    if (count > 0) {
      requireLater(nameFrom, nameTo);
    }
    if (Arrays.equals(request, nameFrom, nameTo, NAME_BYTES, 0, NAME_BYTES.length)) {
      metric = count;
    }
    int place = PLACES * count++;
    places[place + NAME_FROM] = nameFrom;
    places[place + NAME_TO] = nameTo;
    places[place + VALUE_FROM] = valueFrom;
    places[place + VALUE_TO] = valueTo;
  }

  private void requireLater(int from, int to) throws RemoteWriteFormatException {
    int last = count - 1;
    int order =
        Arrays.compareUnsigned(
            request, place(last, NAME_FROM), place(last, NAME_TO), request, from, to);
    if (order == 0) {
      throw new RemoteWriteFormatException("the label " + shown(from, to) + " stands twice");
    }
    if (order > 0) {
      throw new RemoteWriteFormatException(
          "labels must be sorted by name, but %s comes before %s"
              .formatted(shown(place(last, NAME_FROM), place(last, NAME_TO)), shown(from, to)));
    }
  }

  private String shown(int from, int to) {
    String whole = text(from, Math.min(to, from + 100));
    return '"' + whole + '"';
  }

  void requireName() throws RemoteWriteFormatException {
    if (metric < 0 || place(metric, VALUE_TO) == place(metric, VALUE_FROM)) {
      throw new RemoteWriteFormatException("it has no label " + NAME);
    }
  }

  /** Bytes of all names and values. */
  public int bytes() {
    return bytes;
  }

  /** How many labels there are, {@code __name__} included. */
  public int size() {
    return count;
  }

  /** The name of label {@code i}. */
  public String name(int i) {
    return text(place(i, NAME_FROM), place(i, NAME_TO));
  }

  /** The value of label {@code i}; may be empty. */
  public String value(int i) {
    return text(place(i, VALUE_FROM), place(i, VALUE_TO));
  }

  /** The name of the metric; never empty. */
  public String metric() {
    return value(metric);
  }

  /** The labels without {@code __name__} and without those whose value is empty. */
  public SortedMap<String, String> withoutMetric() {
    SortedMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      if (i != metric && place(i, VALUE_TO) > place(i, VALUE_FROM)) {
        labels.put(name(i), value(i));
      }
    }
    return Collections.unmodifiableSortedMap(labels);
  }

  /**
   * A text that is equal for equal labels and for no others, whatever the version of the request: a
   * cache key, not for reading.
   */
  public String key() {
    byte[] key = new byte[bytes + 2 * count];
    int at = 0;
    for (int i = 0; i < PLACES * count; i += 2) {
      int length = places[i + 1] - places[i];
      System.arraycopy(request, places[i], key, at, length);
      // No text has a NUL.
      at += length + 1;
    }
    return new String(key, StandardCharsets.ISO_8859_1);
  }

  private int place(int label, int which) {
    return places[PLACES * label + which];
  }

  private String text(int from, int to) {
    return new String(request, from, to - from, StandardCharsets.UTF_8);
  }
}
