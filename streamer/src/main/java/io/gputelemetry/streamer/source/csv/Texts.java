package io.gputelemetry.streamer.source.csv;

import java.util.Arrays;

/** Some fields of a record as a key. */
final class Texts {
  private final String[] fields;
  private final int hash;

  private Texts(String[] fields) {
    this.fields = fields;
    this.hash = Arrays.hashCode(fields);
  }

  /** The fields at these places. */
  static Texts of(String[] record, int[] places) {
    String[] fields = new String[places.length];
    for (int i = 0; i < places.length; i++) {
      fields[i] = record[places[i]];
    }
    return new Texts(fields);
  }

  /** Characters of all fields, at least one. */
  int chars() {
    int chars = 1;
    for (String field : fields) {
      chars += field.length();
    }
    return chars;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Texts texts
        && hash == texts.hash
        && Arrays.equals(fields, texts.fields);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
