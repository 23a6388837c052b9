package io.gputelemetry.streamer.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import com.github.luben.zstd.Zstd;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.QueueError;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not what they should be, and a queue that does not take them. */
class CsvUploadFaultsTest extends CsvUploadFixture {
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
  void queue_full_isAnsweredWithWhatWasTakenAndTheSameFileCanBeSentAgain() throws Exception {
    queue.refuse(1, QueueError.BUSY, -1);

    HttpResponse<String> answer = upload(rows(12_000), "Idempotency-Key", "day-1");

    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("Retry-After")).contains("5");
    assertThat(answer.body()).contains("the queue is full (", "); 5000 rows were taken");
    assertThat(uploads.problem()).hasValueSatisfying(why -> assertThat(why).contains("is full"));
    assertThat(get("/api/v1/csv/uploads")).contains("\"state\":\"failed\"", "\"published\":5000");

    queue.recover();
    assertThat(upload(rows(12_000), "Idempotency-Key", "day-1").body())
        .contains("\"published\":12000,\"added\":7000,\"repeated\":5000");
    assertThat(published()).isEqualTo(counted(12_000));
    assertThat(uploads.counters()).containsExactly(entry("uploaded_samples", 12_000L));
    assertThat(uploads.problem()).isEmpty();
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
  @ValueSource(strings = {"M,GPU-1,1,\n", ""})
  void badRows_ofAFileThatIsSentTwice_areCountedOnce(String good) throws Exception {
    String text = HEADER + good + "M,,1,\n";
    assertThat(upload(text, "Idempotency-Key", "k").body()).contains("\"rejected\":{\"uuid\":1}");
    assertThat(upload(text, "Idempotency-Key", "k").body()).contains("\"rejected\":{\"uuid\":1}");
    assertThat(drops.list()).extracting(Drop::count).containsExactly(1L);
  }

  @Test
  void bomb_behindGoodRows_saysWhatWasTakenAndUnderWhichKeyToSendItAgain() throws Exception {
    String good = rows(6_000);
    byte[] bomb = gzip((good + "x".repeat(3_500_000)).getBytes(StandardCharsets.UTF_8));

    HttpResponse<String> answer = upload(bomb);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("100 times", "send it plain; 5000 rows were taken");

    String behind = answer.body().substring(answer.body().indexOf("Idempotency-Key: ") + 17);
    String key = behind.substring(0, behind.indexOf(' '));
    assertThat(upload(good, "Idempotency-Key", key).body())
        .contains("\"published\":6000,\"added\":1000,\"repeated\":5000");
    assertThat(published()).isEqualTo(counted(6_000));
    assertThat(upload(bomb, "Idempotency-Key", "day-1").body())
        .contains("with the header Idempotency-Key: day-1 and");
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
    assertThat(size.body()).contains("more than 4,000,000 bytes", " rows were taken");
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
}
