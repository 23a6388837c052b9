package io.gputelemetry.collector;

import io.gputelemetry.queue.Message;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** A collector between a queue and a store that the test controls. */
abstract class CollectorFixture {
  final List<String> events = Collections.synchronizedList(new ArrayList<>());
  final FakeClock clock = new FakeClock();
  final FakeQueue queue = new FakeQueue(events, clock);
  final FakeStore store = new FakeStore(events);

  Collector collector(int workers) {
    return new Collector(config(workers), surroundings());
  }

  static CollectorConfig config(int workers) {
    return new CollectorConfig(
        "telemetry",
        "collectors",
        CollectorConfig.DEFAULT.start(),
        workers,
        Duration.ofMillis(100),
        10_000,
        256,
        512 << 10);
  }

  Collector.Surroundings surroundings() {
    return new Collector.Surroundings(
        queue::connect, store, clock, new SplittableRandom(1), new PrometheusRegistry());
  }

  /**
   * Samples of one series, one a microsecond from {@code first} on, which each has as its value.
   */
  static Message batch(int first, int count) {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    Gpu gpu = new Gpu("GPU-0", 0, "nvidia0", "H100", "host");
    Series series = Series.of("GPU-0", "DCGM_FI_DEV_GPU_UTIL");
    int index = builder.index(new SeriesIdentity(series, gpu, Attribution.NONE));
    for (int i = first; i < first + count; i++) {
      builder.add(index, FakeClock.START_MICROS + i, SampleBatch.NO_SOURCE_TIME, i);
    }
    return new Message(Message.SAMPLE_BATCH, count, new SampleBatchCodec().encode(builder.build()));
  }
}
