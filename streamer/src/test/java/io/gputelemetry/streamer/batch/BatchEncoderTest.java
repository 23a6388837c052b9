package io.gputelemetry.streamer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.queue.Message;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.BatchOrigin;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BatchEncoderTest {
  private static final Gpu GPU = new Gpu("G", 0, "", "", "");
  private final SampleBatchCodec codec = new SampleBatchCodec();

  private static SampleBatch.Builder samples(int count) {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    for (int i = 0; i < count; i++) {
      Series series = Series.of("G", "metric_number_" + i);
      int index = builder.index(new SeriesIdentity(series, GPU, Attribution.NONE));
      builder.add(index, i, i, i / 7.0);
    }
    return builder;
  }

  /** It is always the same time. */
  private static final class FixedClock implements Clock {
    static final long NOW_MICROS = 1_790_000_000_000_000L;

    @Override
    public long epochMicros() {
      return NOW_MICROS;
    }

    @Override
    public long monotonicNanos() {
      return 0;
    }

    @Override
    public void sleepNanos(long count) {
      throw new IllegalStateException("BUG: an encoder does not sleep");
    }
  }

  private static List<Message> encode(SampleBatch.Builder samples, int maxBytes) {
    List<Message> messages = new ArrayList<>();
    new BatchEncoder("node-1", "node-1/write/", new FixedClock(), maxBytes)
        .encode(samples, messages);
    return messages;
  }

  @Test
  void batch_thatIsTooLarge_goesInParts() {
    List<Message> messages = encode(samples(1_000), 5_000);
    assertThat(messages).hasSizeGreaterThan(4).allMatch(m -> m.payload().remaining() <= 5_000);
    List<String> origins = new ArrayList<>();
    int next = 0;
    for (Message message : messages) {
      SampleBatch batch = codec.decode(message.payload());
      assertThat(message.sampleCount()).isEqualTo(batch.size());
      origins.add(batch.origin().id());
      for (int i = 0; i < batch.size(); i++) {
        assertThat(batch.eventTime(i)).isEqualTo(next);
        assertThat(batch.dictionary().get(batch.series(i)).series().metric())
            .isEqualTo("metric_number_" + next);
        next++;
      }
    }
    assertThat(next).isEqualTo(1_000);
    assertThat(origins).doesNotHaveDuplicates();
  }

  @Test
  void batch_carriesItsOrigin() {
    SampleBatch batch = codec.decode(encode(samples(1), 5_000).getFirst().payload());
    assertThat(batch.origin())
        .isEqualTo(new BatchOrigin("node-1/write/0", "node-1", FixedClock.NOW_MICROS));
  }

  @Test
  void oneSample_thatIsTooLarge_isABug() {
    assertThatThrownBy(() -> encode(samples(1), 10))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("BUG");
  }

  @Test
  void dictionary_thatNoReaderWouldBelieve_goesInParts() {
    SortedMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < 40; i++) {
      labels.put("l" + i, "1");
    }
    assertThatThrownBy(() -> codec.encode(regular(labels).build()))
        .isInstanceOf(IllegalArgumentException.class);
    List<Message> messages = encode(regular(labels), BatchEncoder.MESSAGE_BYTES_MAX);
    assertThat(messages).hasSizeGreaterThan(1);
    assertThat(messages.stream().mapToInt(m -> codec.decode(m.payload()).size()).sum())
        .isEqualTo(10_000);
  }

  /** Metrics times pods: ten thousand series of a few hundred texts. */
  private static SampleBatch.Builder regular(SortedMap<String, String> labels) {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    for (int pod = 0; pod < 100; pod++) {
      Attribution attribution =
          new Attribution(Integer.toString(pod, 36), "", "", LabelTemplate.EMPTY);
      for (int metric = 0; metric < 100; metric++) {
        Series series = new Series("G", "", Integer.toString(metric, 36), labels);
        builder.add(builder.index(new SeriesIdentity(series, GPU, attribution)), 1, 1, 1);
      }
    }
    return builder;
  }
}
