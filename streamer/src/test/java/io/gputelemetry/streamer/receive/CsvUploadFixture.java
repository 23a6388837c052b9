package io.gputelemetry.streamer.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A listener that takes files, before a queue that remembers them. */
abstract class CsvUploadFixture {
  static final String HEADER = "metric_name,uuid,value,timestamp\n";
  static final String PATH = "/api/v1/csv/upload";
  static final long MAX_BYTES = 4_000_000;

  /** Stands still, except that waiting takes the time that is asked for. */
  private static final class StandingClock implements Clock {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long epochMicros() {
      return 1_000_000_000;
    }

    @Override
    public long monotonicNanos() {
      return nanos.get();
    }

    @Override
    public void sleepNanos(long time) {
      nanos.addAndGet(time);
    }
  }

  final RecordingQueue queue = new RecordingQueue();
  final Drops drops = new Drops(() -> 1);
  final UploadMetrics metrics = new UploadMetrics(new PrometheusRegistry());
  final HttpClient http = HttpClient.newHttpClient();
  final CsvUploads uploads =
      new CsvUploads(
          new CsvUploads.Config("telemetry", "test", MAX_BYTES, 1, Duration.ofSeconds(30)),
          new CsvUploads.Environment(
              new MessageQueue(queue, Duration.ofSeconds(20)),
              new StandingClock(),
              new Random(1),
              drops,
              metrics));
  HttpListener listener = start(List.of());

  HttpListener start(List<HttpListener.Token> tokens) {
    try {
      return HttpListener.start(
          new HttpListener.Config(
              "127.0.0.1", 0, tokens, "uploads", "1.0", HttpListener.Limits.USUAL),
          uploads.operations());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void recover() {
    queue.recover();
  }

  @AfterEach
  void close() {
    http.close();
    listener.close();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path));
  }

  HttpResponse<String> upload(byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        request(PATH).header("Content-Type", "text/csv").POST(BodyPublishers.ofByteArray(body));
    return http.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> upload(String body, String... headers) throws Exception {
    return upload(body.getBytes(StandardCharsets.UTF_8), headers);
  }

  String get(String path) throws Exception {
    return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  /** So many rows, of seven series. */
  static String rows(int count) {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < count; i++) {
      text.append("M,GPU-").append(i % 7).append(',').append(i).append(",\n");
    }
    return text.toString();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  double[] published() {
    return queue.batches().stream()
        .flatMapToDouble(batch -> IntStream.range(0, batch.size()).mapToDouble(batch::value))
        .toArray();
  }

  static double[] counted(int count) {
    return IntStream.range(0, count).asDoubleStream().toArray();
  }

  void assertTimesIncrease() {
    Map<Series, Long> last = new HashMap<>();
    for (SampleBatch batch : queue.batches()) {
      for (int i = 0; i < batch.size(); i++) {
        Series series = batch.dictionary().get(batch.series(i)).series();
        Long before = last.put(series, batch.eventTime(i));
        assertThat(before == null || before < batch.eventTime(i)).isTrue();
      }
    }
  }
}
