package io.gputelemetry.app.demo;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Counts what a CSV file holds, character by character, so that the pipeline's own reader is
 * checked and not repeated.
 *
 * @param gpus distinct uuids
 * @param metrics distinct metric names
 * @param rows rows with a uuid, a metric name and a finite number as value
 */
record CsvCount(long gpus, long metrics, long rows) {
  private static final int BYTE_ORDER_MARK = 0xfeff;
  private static final int GZIP_FIRST_BYTE = 0x1f;

  /** Counts a file, plain or gzip. */
  static CsvCount of(Path file) throws IOException {
    try (InputStream bytes = open(file);
        Reader reader = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
      return of(reader);
    }
  }

  private static InputStream open(Path file) throws IOException {
    BufferedInputStream bytes = new BufferedInputStream(Files.newInputStream(file));
    bytes.mark(1);
    boolean isGzip = bytes.read() == GZIP_FIRST_BYTE;
    bytes.reset();
    return isGzip ? new GZIPInputStream(bytes) : bytes;
  }

  static CsvCount of(Reader text) throws IOException {
    PushbackReader reader = new PushbackReader(text);
    List<String> header =
        record(reader).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    int uuid = header.indexOf("uuid");
    int metric = header.indexOf("metric_name");
    int value = header.indexOf("value");
    Set<String> gpus = new HashSet<>();
    Set<String> metrics = new HashSet<>();
    long rows = 0;
    for (List<String> row = record(reader); !row.isEmpty(); row = record(reader)) {
      if (row.size() == header.size()
          && isNumber(row.get(value))
          && !row.get(uuid).isBlank()
          && !row.get(metric).isBlank()) {
        rows++;
        gpus.add(row.get(uuid));
        metrics.add(row.get(metric));
      }
    }
    return new CsvCount(gpus.size(), metrics.size(), rows);
  }

  /** The next record; empty at the end. */
  private static List<String> record(PushbackReader reader) throws IOException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    int c = reader.read();
    for (; c >= 0 && c != '\n'; c = reader.read()) {
      if (c == '"') {
        quoted(reader, field);
      } else if (c == ',') {
        fields.add(field.toString().strip());
        field.setLength(0);
      } else if (c != BYTE_ORDER_MARK) {
        field.append((char) c);
      }
    }
    if (c == '\n' || !fields.isEmpty() || !field.isEmpty()) {
      fields.add(field.toString().strip());
    }
    return fields;
  }

  /** What is between quotes; a doubled one stands for one. */
  private static void quoted(PushbackReader reader, StringBuilder field) throws IOException {
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      if (c == '"') {
        int next = reader.read();
        if (next != '"') {
          if (next >= 0) {
            reader.unread(next);
          }
          return;
        }
      }
      field.append((char) c);
    }
  }

  private static boolean isNumber(String text) {
    try {
      return Double.isFinite(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
