package io.gputelemetry.streamer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.streamer.FakeBroker.Fault;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.streamer.source.csv.CsvLoop;
import io.gputelemetry.streamer.source.simulator.Simulator;
import io.gputelemetry.streamer.source.simulator.SimulatorConfig;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveTest {
  private final Fixture fixture = new Fixture();

  private Streamer streamer(double rate) {
    return Streamer.live(
        StreamerConfig.defaults().withRate(rate),
        new Simulator(SimulatorConfig.defaults()),
        fixture.environment());
  }

  private void assertTimesIncrease() {
    Map<Series, Long> last = new HashMap<>();
    for (SampleBatch batch : fixture.broker.batches()) {
      for (int i = 0; i < batch.size(); i++) {
        Series series = batch.dictionary().get(batch.series(i)).series();
        assertThat(batch.eventTime(i)).isGreaterThan(last.getOrDefault(series, Long.MIN_VALUE));
        last.put(series, batch.eventTime(i));
      }
    }
  }

  @Test
  void rate_isKeptInBatchesOfAnInterval() {
    Streamer streamer = streamer(500);
    fixture.runMillis(streamer, 10_000);

    assertThat(fixture.broker.samples()).isBetween(4_900L, 5_000L);
    assertThat(fixture.broker.batches()).allMatch(batch -> batch.size() <= 60);
    assertThat(fixture.broker.batches()).hasSizeBetween(90, 110);
    assertThat(streamer.status().publishedRows()).isEqualTo(fixture.broker.samples());
    assertThat(streamer.status().publishedBatches()).isEqualTo(fixture.broker.appended.size());
    assertTimesIncrease();
  }

  @Test
  void batch_full_isPublishedBeforeTheIntervalIsOver() {
    fixture.runMillis(streamer(5_000), 1_000);

    assertThat(fixture.broker.batches()).allMatch(batch -> batch.size() >= 100);
    assertThat(fixture.broker.batches()).hasSizeBetween(40, 50);
  }

  @Test
  void eventTime_isTheTimeOfReadingAndIncreasesThoughTheClockGoesBack() {
    Streamer streamer = streamer(500);
    long start = fixture.clock.epochMicros();
    fixture.runMillis(streamer, 1_000);
    fixture.clock.jumpMillis(-3_600_000);
    fixture.runMillis(streamer, 3_000);

    assertTimesIncrease();
    SampleBatch first = fixture.broker.batches().getFirst();
    assertThat(first.eventTime(0)).isBetween(start, start + 10_000);
    assertThat(first.sourceTime(0)).isEqualTo(SampleBatch.NO_SOURCE_TIME);
    assertThat(first.origin().id()).isEqualTo("here/0");
    assertThat(first.origin().source()).isEqualTo("here");
    assertThat(first.origin().collectedAtMicros()).isBetween(start, start + 200_000);
  }

  @Test
  void rate_zero_fillsTheLargestBatchesOfTwoProducers() {
    Streamer streamer = streamer(0);
    assertThat(streamer.workers()).hasSize(2);
    for (int i = 0; i < 6; i++) {
      assertThat(streamer.intake().orElseThrow().doWork()).isEqualTo(10_000);
      assertThat(streamer.workers().get(i % 2).doWork()).isEqualTo(10_000);
    }

    List<QueueRequest.Publish> publishes = fixture.broker.publishes;
    assertThat(publishes.stream().map(p -> p.producer().id()).distinct()).hasSize(2);
    assertThat(publishes.stream().map(p -> p.producer().number()))
        .containsExactly(0L, 0L, 1L, 1L, 2L, 2L);
    assertTimesIncrease();
    assertThat(streamer(500).workers()).hasSize(1);
  }

  @Test
  void outage_rowsWaitAndGoOutMergedAndComplete() {
    Streamer streamer = streamer(500);
    fixture.broker.down = true;
    fixture.runMillis(streamer, 60_000);
    assertThat(streamer.status().waitingRows()).isBetween(29_000L, 30_000L);
    fixture.broker.down = false;
    fixture.runMillis(streamer, 3_000);

    assertThat(fixture.broker.samples()).isBetween(31_400L, 31_500L);
    assertThat(fixture.broker.publishes).anyMatch(publish -> publish.messages().size() > 20);
    assertThat(streamer.status().waitingRows()).isZero();
    assertThat(streamer.status().publishedBatches()).isEqualTo(fixture.broker.batches().size());
    assertTimesIncrease();
  }

  @Test
  void outage_beyondTheBound_isNotReadAndNothingThatWasReadIsLost() {
    Counted source = new Counted();
    Streamer streamer =
        Streamer.live(
            StreamerConfig.defaults().withBacklogBytes(10_000), source, fixture.environment());
    fixture.broker.down = true;
    fixture.runMillis(streamer, 60_000);
    long read = source.count;
    long waiting = streamer.status().waitingRows();
    fixture.runMillis(streamer, 60_000);

    assertThat(read).isLessThan(30_000).isPositive();
    assertThat(source.count).isEqualTo(read);
    assertThat(streamer.status().waitingRows()).isEqualTo(waiting);

    fixture.broker.down = false;
    fixture.runMillis(streamer, 10_000);
    streamer.intake().orElseThrow().finish();
    while (!Fixture.only(streamer).drain()) {
      fixture.clock.advanceMillis(1);
    }
    assertThat(source.count).isGreaterThan(read + 4_000);
    assertThat(fixture.broker.samples()).isEqualTo(source.count);
    assertThat(fixture.broker.batches().stream().flatMapToDouble(LiveTest::values).toArray())
        .isEqualTo(DoubleStream.iterate(0, v -> v + 1).limit(fixture.broker.samples()).toArray());
  }

  @Test
  void close_readsWhatTheSourceHasMade() {
    Counted source = new Counted();
    source.left = 25_000;
    Streamer streamer =
        Streamer.live(StreamerConfig.defaults().withRate(0), source, fixture.environment());
    Intake intake = streamer.intake().orElseThrow();
    while (intake.readRest() > 0) {
      // Reads on.
    }
    intake.finish();
    while (!Fixture.only(streamer).drain()) {
      fixture.clock.advanceMillis(1);
    }

    assertThat(fixture.broker.samples()).isEqualTo(25_000);
    streamer.close();
    assertThat(source.closed).isTrue();
  }

  @Test
  void close_withoutRoom_waitsForIt() {
    Counted source = new Counted();
    source.made = 200_000;
    source.left = 200_000;
    Streamer streamer =
        Streamer.live(
            StreamerConfig.defaults().withRate(0).withBacklogBytes(1),
            source,
            fixture.environment(new SystemClock()));
    streamer.start();
    streamer.close();

    assertThat(source.left).isZero();
    assertThat(fixture.broker.samples()).isEqualTo(source.count);
    assertThat(streamer.report().drops()).isEmpty();
  }

  @Test
  void samples_ofLongLabels_fillNoMessageBeyondAFrame() {
    Streamer streamer =
        Streamer.live(StreamerConfig.defaults().withRate(0), new Labelled(), fixture.environment());
    fixture.runMillis(streamer, 10);

    assertThat(fixture.broker.samples()).isEqualTo(Labelled.SERIES);
    assertThat(fixture.broker.appended.stream().flatMap(p -> p.messages().stream()))
        .hasSizeGreaterThan(10)
        .allMatch(message -> message.payload().remaining() <= 900_000);
    assertThat(streamer.status().state()).isNotEqualTo(StreamerStatus.State.FAILED);
  }

  /** One sample of each of many series, each with a long label of its own. */
  private static final class Labelled implements Source {
    private static final int SERIES = 4_000;
    private boolean read;

    @Override
    public String name() {
      return "labelled";
    }

    @Override
    public int read(long nowMicros, int max, Sink sink) {
      if (read) {
        return END;
      }
      read = true;
      for (int i = 0; i < SERIES; i++) {
        Gpu gpu = new Gpu("GPU-" + i, 0, "", "", "");
        String pod = "x".repeat(4_000) + i;
        SeriesIdentity identity =
            new SeriesIdentity(
                Series.of(gpu.uuid(), "M"), gpu, new Attribution(pod, "", "", LabelTemplate.EMPTY));
        sink.sample(SourceSeries.of(identity), SampleBatch.NO_SOURCE_TIME, i);
      }
      return SERIES;
    }
  }

  @Test
  void close_withoutRoom_countsWhatTheSourceHasMade() {
    Counted source = new Counted();
    source.left = 25_000;
    Streamer streamer =
        Streamer.live(
            StreamerConfig.defaults().withRate(0).withBacklogBytes(1),
            source,
            fixture.environment());
    fixture.broker.down = true;
    Intake intake = streamer.intake().orElseThrow();
    while (intake.readRest() > 0) {
      // Reads as much as there is room for.
    }
    intake.finish();
    streamer.close();

    assertThat(source.left).isEqualTo(15_000);
    assertThat(streamer.report().drops().getFirst().reason()).isEqualTo("unpublished");
    assertThat(streamer.report().drops().getFirst().count()).isEqualTo(25_000);
  }

  private static DoubleStream values(SampleBatch batch) {
    return IntStream.range(0, batch.size()).mapToDouble(batch::value);
  }

  /** Yields 0, 1, 2, ... whenever it is asked; {@code left} of them were made before. */
  private static final class Counted implements Source {
    private final SourceSeries series =
        SourceSeries.of(
            new SeriesIdentity(
                Series.of("GPU-1", "M"), new Gpu("GPU-1", 0, "", "", ""), Attribution.NONE));
    private long count;
    private long left;

    /** What it ever makes; endless if it is not said. */
    private long made = Long.MAX_VALUE;

    private boolean closed;

    @Override
    public String name() {
      return "counted";
    }

    @Override
    public int read(long nowMicros, int max, Sink sink) {
      int yielded = (int) Math.min(left > 0 ? left : max, Math.min(max, made - count));
      for (int i = 0; i < yielded; i++) {
        sink.sample(series, SampleBatch.NO_SOURCE_TIME, (double) count++);
      }
      left -= Math.min(left, yielded);
      return yielded;
    }

    @Override
    public long waiting() {
      return left;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void answer_lost_repeatsTheSameBytesUnderTheSameNumber() {
    fixture.broker.failPublish(
        new Fault.AnswerLost(), new Fault.NotSent(), new Fault.Refusal(QueueError.BUSY));
    Streamer streamer = streamer(500);
    fixture.runMillis(streamer, 2_000);

    List<QueueRequest.Publish> publishes = fixture.broker.publishes;
    assertThat(publishes.subList(1, 4)).allMatch(publishes.get(0)::equals);
    assertThat(publishes.get(4).producer().number()).isOne();
    assertThat(streamer.status().retries()).isEqualTo(3);
    assertThat(streamer.status().duplicateBatches()).isOne();
    assertTimesIncrease();
  }

  @Test
  void identity_refusedForGood_isReplacedAndNothingIsLost() {
    fixture.broker.failPublish(new Fault.Refusal(QueueError.FENCED));
    fixture.runMillis(streamer(500), 1_000);

    List<QueueRequest.Publish> publishes = fixture.broker.publishes;
    assertThat(publishes.get(1).messages()).isEqualTo(publishes.get(0).messages());
    assertThat(publishes.get(1).producer().id()).isNotEqualTo(publishes.get(0).producer().id());
    assertThat(publishes.get(1).producer().number()).isZero();
    assertThat(publishes.get(2).producer().number()).isOne();
  }

  @Test
  void drain_publishesWhatWasGathered() {
    Streamer streamer = streamer(500);
    fixture.runMillis(streamer, 130);
    long before = fixture.broker.samples();
    streamer.intake().orElseThrow().finish();
    while (!Fixture.only(streamer).drain()) {
      fixture.clock.advanceMillis(1);
    }

    assertThat(fixture.broker.samples()).isBetween(before + 1, 65L);
  }

  @Test
  void file_ofItsOwn_isWalkedToTheEnd(@TempDir Path directory) {
    CsvLoop loop = new CsvLoop(Fixture.file(directory, 2), 3);
    Streamer streamer = Streamer.live(StreamerConfig.defaults(), loop, fixture.environment());
    fixture.runMillis(streamer, 2_000);

    assertThat(Fixture.only(streamer).finished()).isTrue();
    assertThat(fixture.broker.samples()).isEqualTo(3 * 160);
    assertTimesIncrease();
  }
}
