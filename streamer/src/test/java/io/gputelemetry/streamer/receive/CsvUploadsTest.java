package io.gputelemetry.streamer.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.github.luben.zstd.Zstd;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CsvUploadsTest {
  private static final String HEADER = "metric_name,uuid,value,timestamp\n";
  private static final String PATH = "/api/v1/csv/upload";
  private static final long MAX_BYTES = 4_000_000;

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

  private final RecordingQueue queue = new RecordingQueue();
  private final Drops drops = new Drops(() -> 1);
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpListener listener = start(List.of());

  private HttpListener start(List<HttpListener.Token> tokens) {
    CsvUploads uploads =
        new CsvUploads(
            new CsvUploads.Config("telemetry", "test", MAX_BYTES, 1, Duration.ofSeconds(30)),
            new CsvUploads.Environment(
                new MessageQueue(queue, Duration.ofSeconds(20)),
                new StandingClock(),
                new Random(1),
                drops));
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

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path));
  }

  private HttpResponse<String> upload(byte[] body, String... headers) throws Exception {
    HttpRequest.Builder request =
        request(PATH).header("Content-Type", "text/csv").POST(BodyPublishers.ofByteArray(body));
    return http.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> upload(String body, String... headers) throws Exception {
    return upload(body.getBytes(StandardCharsets.UTF_8), headers);
  }

  private String get(String path) throws Exception {
    return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString()).body();
  }

  /** So many rows, of seven series. */
  private static String rows(int count) {
    StringBuilder text = new StringBuilder(HEADER);
    for (int i = 0; i < count; i++) {
      text.append("M,GPU-").append(i % 7).append(',').append(i).append(",\n");
    }
    return text.toString();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  private double[] published() {
    return queue.batches().stream()
        .flatMapToDouble(batch -> IntStream.range(0, batch.size()).mapToDouble(batch::value))
        .toArray();
  }

  private static double[] counted(int count) {
    return IntStream.range(0, count).asDoubleStream().toArray();
  }

  private void assertTimesIncrease() {
    Map<Series, Long> last = new HashMap<>();
    for (SampleBatch batch : queue.batches()) {
      for (int i = 0; i < batch.size(); i++) {
        Series series = batch.dictionary().get(batch.series(i)).series();
        Long before = last.put(series, batch.eventTime(i));
        assertThat(before == null || before < batch.eventTime(i)).isTrue();
      }
    }
  }

  @Test
  void file_isPublishedAndAnsweredWithWhatBecameOfIt() throws Exception {
    HttpResponse<String> answer =
        upload(
            HEADER
                + "M,GPU-1,1,2025-07-18T20:42:34Z\nM,GPU-1,2,soon\nM,GPU-1,x,\nM,,1,\n"
                + "M,GPU-1,<<<NULL>>>,\n");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"state\":\"done\"", "\"rows\":5", "\"published\":2", "\"repeated\":0")
        .contains("\"rejected\":{\"number\":1,\"uuid\":1}", "\"absent\":{\"blank\":1}")
        .contains("\"unreadable_times\":1", "{\"row\":3,\"kind\":\"number\"}");
    SampleBatch batch = queue.batches().getFirst();
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.eventTime(0)).isEqualTo(1_000_000_000);
    assertThat(batch.eventTime(1)).isEqualTo(1_000_000_001);
    assertThat(batch.sourceTime(0)).isEqualTo(1_752_871_354_000_000L);
    assertThat(batch.sourceTime(1)).isEqualTo(SampleBatch.NO_SOURCE_TIME);
    assertThat(drops.list().stream().map(Drop::reason))
        .containsExactly("bad_row_number", "bad_row_uuid", "no_value_blank");
  }

  @Test
  void file_ofManyRows_isPublishedInBatchesWithIncreasingTimes() throws Exception {
    assertThat(upload(rows(12_345)).body()).contains("\"published\":12345");
    assertThat(upload(rows(10)).body()).contains("\"published\":10");

    assertThat(queue.batches())
        .extracting(SampleBatch::size)
        .containsExactly(5_000, 5_000, 2_345, 10);
    assertThat(Arrays.copyOf(published(), 12_345)).isEqualTo(counted(12_345));
    assertTimesIncrease();
  }

  @Test
  void file_compressed_isReadAsItIs() throws Exception {
    byte[] plain = rows(100).getBytes(StandardCharsets.UTF_8);
    assertThat(upload(gzip(plain), "Content-Encoding", "gzip").statusCode()).isEqualTo(200);
    assertThat(upload(Zstd.compress(plain), "Content-Encoding", "zstd").statusCode())
        .isEqualTo(200);
    assertThat(upload(gzip(plain)).statusCode()).isEqualTo(200);
    HttpResponse<String> unknown = upload(gzip(plain), "Content-Encoding", "br");
    assertThat(unknown.statusCode()).isEqualTo(415);
    assertThat(unknown.body()).contains("plain, gzip or zstd, not");
    assertThat(queue.batches()).extracting(SampleBatch::size).containsExactly(100, 100, 100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                             | is empty",
        "a,b,c                          | has no column metric_name",
        "'metric_name,uuid,value'       | ''"
      })
  void file_withoutItsHeader_isRefusedAtOnce(String body, String problem) throws Exception {
    HttpResponse<String> answer = upload(body + "\n".repeat(body.isEmpty() ? 0 : 1));

    assertThat(answer.statusCode()).isEqualTo(problem.isEmpty() ? 200 : 400);
    assertThat(answer.body()).contains(problem);
    assertThat(answer.body().contains("nothing was taken")).isEqualTo(!problem.isEmpty());
    assertThat(queue.batches()).isEmpty();
  }

  @Test
  void header_thatIsWrong_isAnsweredBeforeTheBodyEnds() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout(20_000);
      String head =
          "POST "
              + PATH
              + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
              + "Content-Length: 3000000\r\n\r\na,b\n"
              + "1,2\n".repeat(50_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));

      assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
          .isEqualTo("HTTP/1.1 400");
    }
  }

  @Test
  void key_sentAgain_storesNothingTwice() throws Exception {
    String first = upload(rows(12_000), "Idempotency-Key", "day-1").body();
    String again = upload(rows(12_000), "Idempotency-Key", "day-1").body();
    String other = upload(rows(12_000), "Idempotency-Key", "day-2").body();

    assertThat(first).contains("\"published\":12000", "\"repeated\":0");
    assertThat(again).contains("\"published\":12000", "\"repeated\":12000");
    assertThat(other).contains("\"published\":12000", "\"repeated\":0");
    assertThat(published()).hasSize(24_000);
    assertThat(first.substring(0, 25)).isEqualTo(again.substring(0, 25));
  }

  /** The first differs at once, the second in its second batch, the third goes on. */
  @Test
  void key_ofAnotherFile_losesNoneOfItsRows() throws Exception {
    upload(rows(6_000), "Idempotency-Key", "k");
    String first = rows(6_000).replaceFirst(",0,\n", ",-1,\n");
    String second = rows(6_000).replace(",5500,\n", ",-2,\n");

    assertThat(upload(first, "Idempotency-Key", "k").body()).contains(counts(6_000, 0));
    assertThat(upload(second, "Idempotency-Key", "k").body()).contains(counts(6_000, 5_000));
    assertThat(upload(rows(7_000), "Idempotency-Key", "k").body()).contains(counts(7_000, 5_000));
    assertThat(published()).contains(-1, -2).contains(6_999).hasSize(6_000 + 6_000 + 1_000 + 2_000);
  }

  private static String counts(int published, int repeated) {
    return "\"published\":%d,\"repeated\":%d".formatted(published, repeated);
  }

  @Test
  void series_thatIsDescribedOtherwise_isAnotherBatch() throws Exception {
    String header =
        "metric_name,uuid,value,gpu_id,device,modelName,Hostname,container,pod,namespace\n";
    String[] fields = {"M", "GPU-1", "1", "0", "d", "m", "h", "c", "p", "n"};
    String same = String.join(",", fields) + "\n";
    assertThat(upload(header + same, "Idempotency-Key", "k").body()).contains(counts(1, 0));
    assertThat(upload(header + same, "Idempotency-Key", "k").body()).contains(counts(1, 1));
    for (int i = 0; i < fields.length; i++) {
      String[] other = fields.clone();
      other[i] += "1";
      assertThat(upload(header + String.join(",", other) + "\n", "Idempotency-Key", "k").body())
          .contains(counts(1, 0));
    }
  }

  @Test
  void queue_full_isAnsweredWithWhatWasTakenAndTheSameFileCanBeSentAgain() throws Exception {
    queue.refuse(1, QueueError.BUSY, -1);

    HttpResponse<String> answer = upload(rows(12_000), "Idempotency-Key", "day-1");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.body()).contains("the queue is full; 5000 rows were taken");
    assertThat(get("/api/v1/csv/uploads")).contains("\"state\":\"failed\"", "\"published\":5000");

    queue.recover();
    assertThat(upload(rows(12_000), "Idempotency-Key", "day-1").body())
        .contains("\"published\":12000", "\"repeated\":5000");
    assertThat(published()).isEqualTo(counted(12_000));
    assertTimesIncrease();
  }

  @Test
  void badRows_ofAnUploadThatIsSentAgain_areCountedOnce() throws Exception {
    String text = rows(6_000) + "M,,1,\nM,GPU-1,x,\n";
    queue.refuse(1, QueueError.BUSY, -1);
    assertThat(upload(text, "Idempotency-Key", "k").statusCode()).isEqualTo(429);
    assertThat(get("/api/v1/csv/uploads")).contains("\"rejected\":{\"number\":1,\"uuid\":1}");
    assertThat(drops.list()).isEmpty();

    queue.recover();
    assertThat(upload(text, "Idempotency-Key", "k").statusCode()).isEqualTo(200);
    assertThat(drops.list())
        .extracting(Drop::reason, Drop::count)
        .containsExactlyInAnyOrder(tuple("bad_row_uuid", 1L), tuple("bad_row_number", 1L));
  }

  @ParameterizedTest
  @EnumSource(
      value = QueueError.class,
      names = {"BUSY", "STORAGE_FULL", "CLOSED"})
  void queue_thatRefusesForAWhile_isWaitedFor(QueueError error) throws Exception {
    queue.refuse(0, error, 3);
    assertThat(upload(rows(10)).body()).contains("\"published\":10");
  }

  @ParameterizedTest
  @CsvSource({"STORAGE_FULL, 507", "CLOSED, 503", "FORBIDDEN, 503"})
  void queue_thatRefuses_isSaidSo(QueueError error, int status) throws Exception {
    queue.refuse(0, error, -1);
    HttpResponse<String> answer = upload(rows(10));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("nothing was taken");
  }

  @Test
  void queue_thatIsGone_isSaidSo() throws Exception {
    queue.goDown();
    HttpResponse<String> answer = upload(rows(10));
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("the queue cannot be reached; nothing was taken");
  }

  @Test
  void file_cutShort_publishesOnlyWholeBatchesAndCanBeSentAgain() throws Exception {
    byte[] whole = gzip(rows(50_000).getBytes(StandardCharsets.UTF_8));

    HttpResponse<String> answer =
        upload(Arrays.copyOf(whole, whole.length * 3 / 4), "Idempotency-Key", "k");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .contains("cannot be read to its end", "; is it whole?")
        .contains(published().length + " rows were taken");
    assertThat(queue.batches()).isNotEmpty().allMatch(batch -> batch.size() == 5_000);

    assertThat(upload(whole, "Idempotency-Key", "k").statusCode()).isEqualTo(200);
    assertThat(published()).isEqualTo(counted(50_000));
  }

  @Test
  void bomb_isRefusedByItsRatioAndASmallerOneByItsSize() throws Exception {
    byte[] zeros = (HEADER + "x".repeat(3_500_000)).getBytes(StandardCharsets.UTF_8);
    HttpResponse<String> ratio = upload(gzip(zeros));
    assertThat(ratio.statusCode()).isEqualTo(413);
    assertThat(ratio.body()).contains("100 times");

    StringBuilder large = new StringBuilder(HEADER);
    Random random = new Random(1);
    while (large.length() <= MAX_BYTES) {
      large.append("M,GPU-1,").append(random.nextInt()).append(",\n");
    }
    HttpResponse<String> size = upload(gzip(large.toString().getBytes(StandardCharsets.UTF_8)));
    assertThat(size.statusCode()).isEqualTo(413);
    assertThat(size.body()).contains("more than 4000000 bytes");
    HttpRequest tooLong =
        request(PATH)
            .header("Content-Type", "text/csv")
            .expectContinue(true)
            .POST(BodyPublishers.ofByteArray(new byte[(int) MAX_BYTES + 1]))
            .build();
    assertThat(http.send(tooLong, HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(413);
  }

  /** The bounds hold for one layer: what comes out of it is text, whatever it looks like. */
  @Test
  void file_compressedTwice_isReadAsTextWithoutAHeader() throws Exception {
    byte[] plain = rows(100).getBytes(StandardCharsets.UTF_8);
    for (byte[] body : List.of(gzip(gzip(plain)), gzip(Zstd.compress(plain)))) {
      HttpResponse<String> answer = upload(body);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("nothing was taken");
    }
    assertThat(queue.batches()).isEmpty();
  }

  @Test
  void row_ofManyBytes_makesABatchOfItsOwn() throws Exception {
    StringBuilder text = new StringBuilder("metric_name,uuid,value,pod\n");
    for (int i = 0; i < 20; i++) {
      text.append("M,GPU-1,")
          .append(i)
          .append(',')
          .append("p".repeat(60_000))
          .append(i)
          .append('\n');
    }
    assertThat(upload(text.toString()).body()).contains("\"published\":20");
    assertThat(published()).isEqualTo(counted(20));
    assertThat(queue.batches()).hasSizeBetween(7, 10);
  }

  @Test
  void upload_thatRuns_isSeenAndKeepsOthersOut() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout(20_000);
      byte[] body = rows(6_000).getBytes(StandardCharsets.UTF_8);
      String head =
          "POST "
              + PATH
              + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nIdempotency-Key: k\r\n"
              + "Content-Length: "
              + body.length
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(body, 0, body.length - 3);
      while (queue.batches().isEmpty()) {
        Thread.onSpinWait();
      }
      String running = get("/api/v1/csv/uploads/" + "%016x".formatted(ProducerId.of("k")));
      assertThat(running).contains("\"state\":\"running\"");

      assertThat(upload(rows(1), "Idempotency-Key", "k").statusCode()).isEqualTo(409);
      HttpResponse<String> other = upload(rows(1));
      assertThat(other.statusCode()).isEqualTo(503);
      assertThat(other.headers().firstValue("Retry-After")).isPresent();

      socket.getOutputStream().write(body, body.length - 3, 3);
      InputStream in = socket.getInputStream();
      assertThat(new String(in.readNBytes(12), StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 200");
    }
    assertThat(published()).isEqualTo(counted(6_000));
  }

  @Test
  void upload_needsATokenThatMayPublish_andTheListAny() throws Exception {
    listener.close();
    listener =
        start(
            List.of(
                new HttpListener.Token("writer", Set.of("publish")),
                new HttpListener.Token("reader", Set.of("consume"))));

    assertThat(upload(rows(1)).statusCode()).isEqualTo(401);
    assertThat(upload(rows(1), "Authorization", "Bearer reader").statusCode()).isEqualTo(403);
    assertThat(queue.batches()).isEmpty();
    assertThat(upload(rows(1), "Authorization", "Bearer writer").statusCode()).isEqualTo(200);
    HttpRequest list =
        request("/api/v1/csv/uploads").header("Authorization", "Bearer reader").build();
    assertThat(http.send(list, HttpResponse.BodyHandlers.ofString()).body())
        .contains("\"published\":1");
  }

  @Test
  void upload_thatIsNotKnown_is404() throws Exception {
    assertThat(get("/api/v1/csv/uploads/none")).contains("\"status\":404");
  }

  @Test
  void uploads_thatEnded_areListedTheNewestFirstAndOldOnesForgotten() throws Exception {
    for (int i = 0; i < 105; i++) {
      upload(rows(i + 1), "Idempotency-Key", "k" + i);
    }
    List<String> published =
        Stream.of(get("/api/v1/csv/uploads").split("\"published\":", -1))
            .skip(1)
            .map(text -> text.substring(0, text.indexOf(',')))
            .toList();
    assertThat(published).hasSize(100).startsWith("105").endsWith("6");
  }
}
