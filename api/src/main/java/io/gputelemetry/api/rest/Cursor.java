package io.gputelemetry.api.rest;

import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.store.RowPosition;
import io.gputelemetry.telemetry.Series;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The place where a page ended, as a text that means nothing to clients: base64url of
 *
 * <pre>
 * version (1 byte) | CRC32C over query text and key (4 bytes, big endian) | key
 * </pre>
 *
 * The key is the uuid of the last GPU, or the time and series of the last row. The checksum binds a
 * cursor to the query that gave it out: with other filters, or changed, it is refused.
 */
final class Cursor {
  /** A cursor of the previous page. */
  static final Param<Optional<String>> PARAM =
      Param.text("cursor", 2_048, "next_cursor of the previous page; all filters must be the same");

  private static final byte VERSION = 1;
  private static final int HEADER_BYTES = 1 + Integer.BYTES;

  private Cursor() {}

  static String ofUuid(String query, String uuid) {
    return encode(query, uuid.getBytes(StandardCharsets.UTF_8));
  }

  static Optional<String> uuid(String query, Optional<String> cursor) {
    return cursor.map(text -> new String(decode(query, text), StandardCharsets.UTF_8));
  }

  static String ofRow(String query, RowPosition position) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(position.eventTimeMicros());
      Series series = position.series();
      out.writeUTF(series.uuid());
      out.writeUTF(series.migInstance());
      out.writeUTF(series.metric());
      for (Map.Entry<String, String> label : series.identityLabels().entrySet()) {
        out.writeUTF(label.getKey());
        out.writeUTF(label.getValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException("BUG: writing to memory failed", e);
    }
    return encode(query, bytes.toByteArray());
  }

  static Optional<RowPosition> row(String query, Optional<String> cursor) {
    return cursor.map(text -> position(decode(query, text)));
  }

  private static RowPosition position(byte[] key) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(key))) {
      long time = in.readLong();
      String uuid = in.readUTF();
      String migInstance = in.readUTF();
      String metric = in.readUTF();
      SortedMap<String, String> labels = new TreeMap<>();
      while (in.available() > 0) {
        labels.put(in.readUTF(), in.readUTF());
      }
      return new RowPosition(time, new Series(uuid, migInstance, metric, labels));
    } catch (IOException | IllegalArgumentException e) {
      throw refused();
    }
  }

  private static String encode(String query, byte[] key) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + key.length);
    bytes.put(VERSION).putInt(checksum(query, key)).put(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  private static byte[] decode(String query, String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      if (bytes.length > HEADER_BYTES && bytes[0] == VERSION) {
        byte[] key = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
        if (ByteBuffer.wrap(bytes).getInt(1) == checksum(query, key)) {
          return key;
        }
      }
    } catch (IllegalArgumentException e) {
      throw refused();
    }
    throw refused();
  }

  private static int checksum(String query, byte[] key) {
    CRC32C crc = new CRC32C();
    crc.update(query.getBytes(StandardCharsets.UTF_8));
    crc.update(0);
    crc.update(key);
    return (int) crc.getValue();
  }

  private static ProblemException refused() {
    return ProblemException.badRequest(
        "cursor",
        "cursor must be the next_cursor of a page of the same query, with the same filters and"
            + " order; leave it out to start with the first page");
  }
}
