package io.gputelemetry.systemtests.crash;

import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads everything that is stored, over HTTP, page by page. */
public final class StoreReader {
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Jsonb json = Jsonb.builder().build();
  private final String base;

  /** Reads from an API on loopback. */
  public StoreReader(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  /** A JSON object of the API. */
  public Map<String, Object> get(String path) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(20));
    var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(path + " answered " + response.statusCode() + ": " + response.body());
    }
    return object(json.type(Object.class).fromJson(response.body()));
  }

  /** The uuids of all GPUs. */
  public List<String> gpus() throws IOException, InterruptedException {
    List<String> uuids = new ArrayList<>();
    pages("/api/v1/gpus?limit=1000", row -> uuids.add(String.valueOf(row.get("uuid"))));
    return uuids;
  }

  /** Every row of a GPU. */
  public void rows(String uuid, Consumer<StoredRow> sink) throws IOException, InterruptedException {
    pages("/api/v1/gpus/" + uuid + "/telemetry?limit=1000", row -> sink.accept(stored(row)));
  }

  private void pages(String path, Consumer<Map<String, Object>> sink)
      throws IOException, InterruptedException {
    String next = path;
    while (!next.isEmpty()) {
      Map<String, Object> page = get(next);
      for (Object row : (List<?>) some(page.get("data"))) {
        sink.accept(object(row));
      }
      Object cursor = page.get("next_cursor");
      next =
          cursor == null
              ? ""
              : path + "&cursor=" + URLEncoder.encode(cursor.toString(), StandardCharsets.UTF_8);
    }
  }

  private static StoredRow stored(Map<String, Object> row) {
    return new StoredRow(
        some(row.get("uuid")).toString(),
        some(row.get("metric_name")).toString(),
        micros(row.get("timestamp")),
        micros(row.get("source_timestamp")),
        ((Number) some(row.get("value"))).doubleValue());
  }

  private static long micros(@Nullable Object time) {
    Instant instant = Instant.parse(some(time).toString());
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  private static Object some(@Nullable Object value) {
    if (value == null) {
      throw new IllegalStateException("the API left a field out");
    }
    return value;
  }

  @SuppressWarnings("unchecked") // a JSON object has text keys
  private static Map<String, Object> object(@Nullable Object value) {
    return (Map<String, Object>) some(value);
  }
}
