package io.gputelemetry.streamer.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CsvUploadsTest extends CsvUploadFixture {
  @Test
  void file_isPublishedAndAnsweredWithWhatBecameOfIt() throws Exception {
    HttpResponse<String> answer =
        upload(
            HEADER
                + "M,GPU-1,1,2025-07-18T20:42:34Z\nM,GPU-1,2,soon\nM,GPU-1,x,\nM,,1,\n"
                + "M,GPU-1,<<<NULL>>>,\n");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"state\":\"done\"", "\"rows\":5", "\"published\":2,\"added\":2,\"repeated\":0")
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

  @Test
  void key_sentAgain_storesNothingTwice() throws Exception {
    String first = upload(rows(12_000), "Idempotency-Key", "day-1").body();
    String again = upload(rows(12_000), "Idempotency-Key", "day-1").body();
    String other = upload(rows(12_000), "Idempotency-Key", "day-2").body();

    assertThat(first).contains("\"published\":12000", "\"repeated\":0");
    assertThat(again).contains("\"published\":12000,\"added\":0,\"repeated\":12000");
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
    return "\"published\":%d,\"added\":%d,\"repeated\":%d"
        .formatted(published, published - repeated, repeated);
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
