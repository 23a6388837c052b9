package io.gputelemetry.streamer.receive;

import static io.gputelemetry.exposition.remotewrite.RemoteWriteVersion.V1;
import static io.gputelemetry.exposition.remotewrite.RemoteWriteVersion.V2;
import static io.gputelemetry.streamer.receive.Receiving.gpu;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.exposition.remotewrite.RemoteWriteVersion;
import io.gputelemetry.exposition.remotewrite.RemoteWriteWriter;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.runtime.http.HttpListener.Token;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteWriteReceiverErrorsTest {
  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";

  @AutoClose private Receiving receiving;

  @BeforeEach
  void start() throws Exception {
    receiving = new Receiving();
  }

  private static byte[] good(RemoteWriteVersion version) {
    RemoteWriteWriter writer = Receiving.writer(version);
    writer.series(Map.of("__name__", "up", "job", "x"));
    writer.sample(1, SetClock.NOW_MILLIS);
    writer.series(gpu("GPU-1", UTIL));
    writer.sample(45, SetClock.NOW_MILLIS);
    return writer.finish();
  }

  private void assertRetried(HttpResponse<String> response, String why) throws Exception {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("5");
    assertThat(response.body()).contains(why);
    assertThat(receiving.queue.taken()).isEmpty();
    assertThat(receiving.dropped()).isEmpty();
    assertThat(receiving.receiver.counters()).containsEntry("received_samples", 0L);
    assertThat(receiving.receiver.problem())
        .hasValueSatisfying(text -> assertThat(text).contains("remote write", why));

    assertThat(receiving.send(V1, good(V1)).statusCode()).isEqualTo(204);
    assertThat(receiving.queue.samples()).hasSize(1);
    assertThat(receiving.dropped()).containsExactly(Map.entry("not_gpu", 1L));
    assertThat(receiving.answered(503)).isEqualTo(1);
    assertThat(receiving.receiver.problem()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void queue_thatRefuses_isAnswered503AndTheNextAttemptSucceeds(QueueError error) throws Exception {
    receiving.queue.answer(
        CompletableFuture.completedFuture(new QueueReply.Refused(error, "because")));
    assertRetried(receiving.send(V1, good(V1)), error + ": because");
  }

  @Test
  void queue_thatIsLost_isAnswered503AndTheNextAttemptSucceeds() throws Exception {
    receiving.queue.answer(
        CompletableFuture.failedFuture(new QueueUnavailableException("connection lost")));
    assertRetried(receiving.send(V1, good(V1)), "connection lost");
  }

  @Test
  void queue_thatTakesTooLong_isAnswered503BeforeTheSenderGivesUp() throws Exception {
    RemoteWriteWriter writer = Receiving.writer(V1);
    writer.series(gpu("GPU-1", UTIL));
    for (int i = 0; i < 10_001; i++) {
      writer.sample(1, SetClock.NOW_MILLIS - i);
    }
    byte[] twoMessages = writer.finish();
    receiving.queue.whilePublishing(() -> receiving.clock.advanceMillis(10_000));
    HttpResponse<String> response = receiving.send(V1, twoMessages);
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("within 10 s");
    assertThat(receiving.queue.taken()).hasSize(1);
    assertThat(receiving.receiver.counters()).containsEntry("received_samples", 10_000L);
    receiving.queue.whilePublishing(() -> {});
    assertThat(receiving.send(V1, twoMessages).statusCode()).isEqualTo(204);
    assertThat(receiving.queue.samples()).hasSize(20_001);
    assertThat(Set.copyOf(receiving.queue.samples())).hasSize(10_001);
  }

  @Test
  void answer_isNotGivenBeforeTheQueueHasAnswered() throws Exception {
    CompletableFuture<QueueReply> reply = new CompletableFuture<>();
    CountDownLatch publishing = new CountDownLatch(1);
    receiving.queue.answer(reply);
    receiving.queue.whilePublishing(publishing::countDown);
    CompletableFuture<HttpResponse<String>> first = receiving.begin(V1, good(V1));
    assertThat(publishing.await(20, TimeUnit.SECONDS)).as("%s", first).isTrue();

    HttpResponse<String> second = receiving.send(V1, good(V1));
    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.headers().firstValue("Retry-After")).contains("1");
    assertThat(second.body()).contains("1 requests are in work already");
    assertThat(first).isNotDone();

    reply.complete(new QueueReply.Published(0, 1, Durability.SYNCED));
    assertThat(first.join().statusCode()).isEqualTo(204);
    assertThat(receiving.send(V1, good(V1)).statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @EnumSource
  void request_cutAtAnyByte_isAnswered400(RemoteWriteVersion version) throws Exception {
    byte[] body = good(version);
    for (int length = 0; length < body.length; length++) {
      HttpResponse<String> response = receiving.send(version, Arrays.copyOf(body, length));
      assertThat(response.statusCode()).as("%d bytes: %s", length, response.body()).isEqualTo(400);
    }
    assertThat(receiving.queue.taken()).isEmpty();
    assertThat(receiving.dropped())
        .containsExactly(Map.entry("write_malformed", (long) body.length));
    assertThat(receiving.answered(400)).isEqualTo(body.length);
  }

  @Test
  void malformedRequest_isAnsweredWithAProblemThatSaysWhere() throws Exception {
    HttpResponse<String> response = receiving.send(V1, good(V2));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(response.body()).contains("of the other version");
  }

  @Test
  void largeBody_isAnswered413() throws Exception {
    HttpResponse<String> response =
        receiving.send(V1, new byte[Receiving.CONFIG.bodyBytesMax() + 1]);
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("larger than");
  }

  @Test
  void largeContent_isAnswered413() throws Exception {
    RemoteWriteWriter writer = Receiving.writer(V1);
    writer.series(gpu("GPU-1", UTIL));
    for (int i = 0; i < 150_000; i++) {
      writer.sample(1, SetClock.NOW_MILLIS);
    }
    HttpResponse<String> response = receiving.send(V1, writer.finish());
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.body()).contains("at most 2000000 are taken");
    assertThat(receiving.dropped()).containsExactly(Map.entry("write_too_large", 1L));
    assertThat(receiving.queue.taken()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "application/json", "application/x-protobuf;proto=some.Other"})
  void contentType_thatIsUnknown_isAnswered415WithTheKnown(String type) throws Exception {
    HttpResponse<String> response =
        receiving.send(good(V1), "Content-Type", type, "Content-Encoding", "snappy");
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body()).contains("valid: application/x-protobuf");
  }

  @Test
  void contentType_ofAnotherMessage_isAnsweredWithBothKnown() throws Exception {
    HttpResponse<String> response =
        receiving.send(good(V1), "Content-Type", "application/x-protobuf;proto=some.Other");
    assertThat(response.body()).contains("valid: application/x-protobuf, " + V2.contentType());
    assertThat(receiving.answered(415)).isEqualTo(1);
    assertThat(receiving.dropped()).containsExactly(Map.entry("write_unknown_type", 1L));
  }

  @Test
  void encoding_thatIsUnknown_isAnswered415AndNoneIsSnappy() throws Exception {
    HttpResponse<String> gzip =
        receiving.send(good(V1), "Content-Type", V1.contentType(), "Content-Encoding", "gzip");
    assertThat(gzip.statusCode()).isEqualTo(415);
    assertThat(gzip.body()).contains("valid: snappy");
    assertThat(receiving.send(good(V1), "Content-Type", V1.contentType()).statusCode())
        .isEqualTo(204);
  }

  @Test
  void token_needsTheRoleToPublish() throws Exception {
    List<Token> tokens =
        List.of(new Token("writer", Set.of("publish")), new Token("reader", Set.of("consume")));
    try (Receiving guarded = new Receiving(Receiving.CONFIG, tokens)) {
      String type = V1.contentType();
      byte[] body = good(V1);
      assertThat(guarded.send(body, "Content-Type", type).statusCode()).isEqualTo(401);
      assertThat(status(guarded, body, "reader")).isEqualTo(403);
      assertThat(status(guarded, body, "writer")).isEqualTo(204);
    }
  }

  private static int status(Receiving to, byte[] body, String token) throws Exception {
    return to.send(body, "Content-Type", V1.contentType(), "Authorization", "Bearer " + token)
        .statusCode();
  }
}
