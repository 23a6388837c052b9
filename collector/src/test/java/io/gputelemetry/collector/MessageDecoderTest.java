package io.gputelemetry.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON records become samples, the same ones at every delivery. */
class MessageDecoderTest {
  private static final long APPENDED = 1_752_871_354_000_000L;
  private static final String JSON = "application/json";
  private static final String RECORD =
      """
      {"timestamp":"2025-07-18T20:42:34Z","metric_name":"DCGM_FI_DEV_GPU_UTIL","gpu_id":"3",
       "device":"nvidia3","uuid":"GPU-1","modelName":"NVIDIA H100 80GB HBM3","Hostname":"h-1",
       "container":"c","pod":null,"namespace":"n","value":"97.5",
       "labels_raw":"pod=\\"p\\",gpu=\\"3\\""}
      """;

  private final MessageDecoder decoder = new MessageDecoder();

  @Test
  void record_ofTwelveFields_isASample() throws Exception {
    SampleBatch batch = decode(JSON, RECORD);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(batch.value(0)).isEqualTo(97.5);
    assertThat(batch.eventTime(0)).isEqualTo(APPENDED);
    assertThat(batch.sourceTime(0)).isEqualTo(1_752_871_354_000_000L);
    SeriesIdentity identity = batch.dictionary().getFirst();
    assertThat(identity.series().metric()).isEqualTo("DCGM_FI_DEV_GPU_UTIL");
    assertThat(identity.gpu().gpuId()).isEqualTo(3);
    assertThat(identity.gpu().hostname()).isEqualTo("h-1");
    assertThat(identity.gpu().modelName()).isEqualTo("NVIDIA H100 80GB HBM3");
    assertThat(identity.gpu().device()).isEqualTo("nvidia3");
    assertThat(identity.attribution().pod()).isEqualTo("p");
    assertThat(identity.attribution().namespace()).isEqualTo("n");
    assertThat(identity.attribution().container()).isEqualTo("c");
    assertThat(identity.attribution().labels().render(identity.gpu(), "DCGM_FI_DEV_GPU_UTIL"))
        .isEqualTo("pod=\"p\",gpu=\"3\"");
  }

  @Test
  void array_isASampleEach_aMicrosecondApart_fromTheTimeInTheContentType() throws Exception {
    String small = "{\"metric_name\":\"m\",\"UUID\":\"u\",\"value\":1,\"more\":[1]}";
    String array = "[" + small + "," + small + "," + small + "]";
    SampleBatch first = decode(JSON + ";event-time=5000", array);
    SampleBatch again = decode(JSON + ";event-time=5000", array);
    for (int k = 0; k < 3; k++) {
      assertThat(first.eventTime(k)).isEqualTo(5000 + k).isEqualTo(again.eventTime(k));
      assertThat(first.sourceTime(k)).isEqualTo(SampleBatch.NO_SOURCE_TIME);
    }
    assertThat(first.dictionary()).hasSize(1);
    String envelope = "{\"key\":\"k\",\"payload\":" + small + "}";
    assertThat(
            decode("application/vnd.gpu-telemetry.message+json;event-time=7", envelope)
                .eventTime(0))
        .isEqualTo(7);
  }

  @Test
  void value_thatSaysThereIsNone_isCountedAndLeftOut() throws Exception {
    String blank = "{\"metric_name\":\"m\",\"uuid\":\"u\",\"value\":\"2147483632\"}";
    String good = "{\"metric_name\":\"m\",\"uuid\":\"u\",\"value\":0}";
    String none = "{\"metric_name\":\"m\",\"uuid\":\"u\",\"value\":\"NaN\"}";
    DecodedMessage message =
        message(JSON + ";event-time=10", "[" + blank + "," + good + "," + none + "]");
    assertThat(message.samples().size()).isEqualTo(1);
    assertThat(message.samples().eventTime(0)).isEqualTo(11);
    assertThat(message.leftOut())
        .containsOnly(Map.entry("no_value_blank", 1), Map.entry("value_not_finite", 1));
  }

  @Test
  void value_beyondAllNumbers_isLeftToTheRules() throws Exception {
    String infinite = "{\"metric_name\":\"m\",\"uuid\":\"u\",\"value\":1e999}";
    assertThat(decode(JSON, infinite).value(0)).isInfinite();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/plain | x | content type text/plain is not known",
        "application/json | { | ends too early",
        "application/json | 7 | record 0: must be a JSON object",
        "application/json | [{}] | record 0: value is missing",
        "application/json | {\"value\":1} | record 0: metric_name is missing",
        "application/json | {\"value\":1,\"metric_name\":\"m\"} | record 0: uuid is missing",
        "application/json | {\"value\":1,\"metric_name\":{},\"uuid\":\"u\"} | metric_name must be a",
        "application/json | {\"value\":\"x\",\"metric_name\":\"m\",\"uuid\":\"u\"} | value is no number: x",
        "application/json | {\"value\":1,\"metric_name\":\"m\",\"uuid\":\"u\",\"gpu_id\":\"a\"} | gpu_id is no",
        "application/json | {\"value\":1,\"metric_name\":\"m\",\"uuid\":\"u\",\"timestamp\":\"a\"} | timestamp is",
        "application/vnd.gpu-telemetry.message+json | {} | payload is missing",
      })
  void message_unreadable_saysWhy(String contentType, String payload, String reason) {
    assertThatThrownBy(() -> decode(contentType, payload))
        .isInstanceOf(UnreadableException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void record_badAmongGood_takesNone_andLeavesNothingBehind() throws Exception {
    String good = "{\"metric_name\":\"m\",\"uuid\":\"u\",\"value\":0}";
    assertThatThrownBy(() -> decode(JSON, "[" + good + ",{}]")).hasMessageContaining("record 1");
    assertThat(decode(JSON, good).size()).isEqualTo(1);
  }

  @Test
  void payloads_random_areReadOrRefused() {
    int refused = 0;
    for (long seed = 1; seed <= 5_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] payload = ("[" + RECORD + "," + RECORD + "]").getBytes(StandardCharsets.UTF_8);
      for (int i = random.nextInt(4); i > 0; i--) {
        payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(decode(JSON, new String(payload, StandardCharsets.ISO_8859_1)).size())
            .isLessThanOrEqualTo(2);
      } catch (UnreadableException e) {
        assertThat(e.getMessage()).isNotBlank();
        refused++;
      }
    }
    assertThat(refused).isBetween(500, 4_500);
  }

  private SampleBatch decode(String contentType, String payload) throws UnreadableException {
    return message(contentType, payload).samples();
  }

  private DecodedMessage message(String contentType, String payload) throws UnreadableException {
    Message message = new Message(contentType, 0, StandardCharsets.UTF_8.encode(payload));
    return decoder.decode(new Delivery(0, APPENDED, 0, 0, 1, message));
  }
}
