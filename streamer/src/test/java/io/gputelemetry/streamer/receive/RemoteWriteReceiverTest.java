package io.gputelemetry.streamer.receive;

import static io.gputelemetry.exposition.remotewrite.RemoteWriteVersion.V1;
import static io.gputelemetry.exposition.remotewrite.RemoteWriteVersion.V2;
import static io.gputelemetry.streamer.receive.Receiving.gpu;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.exposition.remotewrite.RemoteWriteVersion;
import io.gputelemetry.exposition.remotewrite.RemoteWriteWriter;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RemoteWriteReceiverTest {
  private static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  private static final long NOW = SetClock.NOW_MILLIS;

  @AutoClose private Receiving receiving;

  @BeforeEach
  void start() throws Exception {
    receiving = new Receiving();
  }

  private static byte[] twoGpus(RemoteWriteVersion version) {
    RemoteWriteWriter writer = Receiving.writer(version);
    writer.series(gpu("GPU-1", UTIL));
    writer.sample(45, NOW - 1_000);
    writer.sample(46, NOW);
    writer.series(gpu("GPU-2", "DCGM_FI_DEV_POWER_USAGE"));
    writer.sample(134.5, NOW);
    return writer.finish();
  }

  private static void assertWritten(HttpResponse<String> response, int samples) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(204);
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
        .contains(Integer.toString(samples));
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Histograms-Written"))
        .contains("0");
    assertThat(response.headers().firstValue("X-Prometheus-Remote-Write-Exemplars-Written"))
        .contains("0");
  }

  @ParameterizedTest
  @EnumSource
  void request_ofEachVersion_isInTheQueueWithTheSendersTimes(RemoteWriteVersion version)
      throws Exception {
    assertWritten(receiving.send(version, twoGpus(version)), 3);
    assertThat(receiving.queue.samples())
        .containsExactly(
            "GPU-1 DCGM_FI_DEV_GPU_UTIL {} 1789999999000000 1789999999000000 45.0",
            "GPU-1 DCGM_FI_DEV_GPU_UTIL {} 1790000000000000 1790000000000000 46.0",
            "GPU-2 DCGM_FI_DEV_POWER_USAGE {} 1790000000000000 1790000000000000 134.5");
    Message message = receiving.queue.messages().getFirst();
    assertThat(message.contentType()).isEqualTo(Message.SAMPLE_BATCH);
    assertThat(message.sampleCount()).isEqualTo(3);
    assertThat(receiving.queue.taken().getFirst().topic()).isEqualTo("telemetry");
    assertThat(receiving.queue.taken().getFirst().producer()).isEqualTo(Producer.ANONYMOUS);
    assertThat(receiving.receiver.counters()).containsEntry("received_samples", 3L);
    assertThat(receiving.answered(204)).isEqualTo(1);
  }

  @Test
  void request_sentAgainOrToAnother_isTheSameSamples() throws Exception {
    assertWritten(receiving.send(V1, twoGpus(V1)), 3);
    List<String> once = receiving.queue.samples();
    receiving.clock.advanceMillis(60_000);
    assertWritten(receiving.send(V1, twoGpus(V1)), 3);
    assertThat(receiving.queue.samples()).hasSize(6);
    assertThat(new HashSet<>(receiving.queue.samples())).isEqualTo(new HashSet<>(once));
    try (Receiving another = new Receiving()) {
      assertWritten(another.send(V2, twoGpus(V2)), 3);
      assertThat(another.queue.samples()).isEqualTo(once);
    }
  }

  @Test
  void samples_thatAreNoValuesOfGpusOrHaveImpossibleTimes_areLeftOutAndCounted() throws Exception {
    RemoteWriteWriter writer = Receiving.writer(V1);
    writer.series(Map.of("__name__", "up", "job", "x"));
    writer.sample(1, NOW);
    writer.sample(1, NOW);
    writer.series(gpu("GPU-1", UTIL));
    writer.sample(Double.longBitsToDouble(0x7ff0000000000002L), NOW);
    writer.sample(Double.NaN, NOW);
    writer.sample(2147483632.0, NOW);
    writer.sample(1, 946_684_799_999L);
    writer.sample(2, 946_684_800_000L);
    writer.sample(3, NOW + 3_600_000);
    writer.sample(4, NOW + 3_600_001);
    writer.sample(5, Long.MIN_VALUE);
    writer.sample(6, Long.MAX_VALUE);
    assertWritten(receiving.send(V1, writer.finish()), 2);
    assertThat(receiving.queue.samples())
        .extracting(sample -> sample.substring(sample.lastIndexOf(' ') + 1))
        .containsExactly("2.0", "3.0");
    assertThat(receiving.dropped())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "not_gpu", 2L,
                "no_value_stale", 1L,
                "no_value_not_a_number", 1L,
                "no_value_blank", 1L,
                "time_ancient", 2L,
                "time_ahead", 2L));
  }

  @Test
  void request_withNothingForUs_isAnsweredWithoutTheQueue() throws Exception {
    assertWritten(receiving.send(V1, Receiving.writer(V1).finish()), 0);
    assertThat(receiving.queue.taken()).isEmpty();
    assertThat(receiving.dropped()).isEmpty();
  }

  @Test
  void histogramsAndExemplars_areLeftOutAndCounted() throws Exception {
    byte[] label = field(1, concat(field(1, text("__name__")), field(2, text("h"))));
    byte[] exemplar = field(3, new byte[0]);
    byte[] histogram = field(4, new byte[0]);
    byte[] request = field(1, concat(label, concat(exemplar, concat(histogram, histogram))));
    // Uncompressed content in snappy's block format: its length, and one literal.
    byte[] header = {(byte) request.length, (byte) ((request.length - 1) << 2)};
    assertWritten(receiving.send(V1, concat(header, request)), 0);
    assertThat(receiving.dropped())
        .containsExactlyInAnyOrderEntriesOf(Map.of("histogram", 2L, "exemplar", 1L));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] field(int number, byte[] content) {
    return concat(new byte[] {(byte) ((number << 3) | 2), (byte) content.length}, content);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }

  @Test
  void largeRequest_isSplitIntoMessagesThatFitAFrame() throws Exception {
    ReceiverConfig roomy = ReceiverConfig.of("telemetry");
    try (Receiving large = new Receiving(roomy, List.of())) {
      RemoteWriteWriter writer = Receiving.writer(V2);
      int count = 0;
      for (int gpu = 0; gpu < 600; gpu++) {
        Map<String, String> labels = gpu("GPU-" + gpu, UTIL);
        labels.put("note", (gpu + "x").repeat(1_000));
        writer.series(labels);
        for (int i = 0; i < 40; i++) {
          writer.sample(gpu + i / 3.0, NOW + i);
          count++;
        }
      }
      assertWritten(large.send(V2, writer.finish()), count);
      assertThat(large.queue.messages()).hasSizeGreaterThan(3);
      assertThat(large.queue.messages())
          .allMatch(message -> message.sampleCount() <= 10_000)
          .allMatch(message -> message.payload().remaining() <= 900_000);
      assertThat(large.queue.messages().stream().mapToInt(Message::sampleCount).sum())
          .isEqualTo(count);
      assertThat(new HashSet<>(large.queue.samples())).hasSize(count);
    }
  }

  @Test
  void oneSeriesWithManySamples_isSplitAtTenThousand() throws Exception {
    RemoteWriteWriter writer = Receiving.writer(V1);
    writer.series(gpu("GPU-1", UTIL));
    for (int i = 0; i < 25_000; i++) {
      writer.sample(1, NOW - i);
    }
    assertWritten(receiving.send(V1, writer.finish()), 25_000);
    assertThat(receiving.queue.messages())
        .extracting(Message::sampleCount)
        .containsExactly(10_000, 10_000, 5_000);
  }
}
