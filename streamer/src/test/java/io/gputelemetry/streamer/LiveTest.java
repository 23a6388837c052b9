package io.gputelemetry.streamer;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.streamer.FakeBroker.Fault;
import io.gputelemetry.streamer.source.CsvLoop;
import io.gputelemetry.streamer.source.Simulator;
import io.gputelemetry.streamer.source.SimulatorConfig;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    fixture.runMillis(Fixture.only(streamer), 10_000);

    assertThat(fixture.broker.samples()).isBetween(4_900L, 5_000L);
    assertThat(fixture.broker.batches()).allMatch(batch -> batch.size() <= 60);
    assertThat(fixture.broker.batches()).hasSizeBetween(90, 110);
    assertThat(streamer.status().publishedRows()).isEqualTo(fixture.broker.samples());
    assertThat(streamer.status().publishedBatches()).isEqualTo(fixture.broker.appended.size());
    assertTimesIncrease();
  }

  @Test
  void batch_full_isPublishedBeforeTheIntervalIsOver() {
    Worker worker = Fixture.only(streamer(5_000));
    fixture.runMillis(worker, 1_000);

    assertThat(fixture.broker.batches()).allMatch(batch -> batch.size() >= 100);
    assertThat(fixture.broker.batches()).hasSizeBetween(40, 50);
  }

  @Test
  void eventTime_isTheTimeOfReadingAndIncreasesThoughTheClockGoesBack() {
    Worker worker = Fixture.only(streamer(500));
    long start = fixture.clock.epochMicros();
    fixture.runMillis(worker, 1_000);
    fixture.clock.jumpMillis(-3_600_000);
    fixture.runMillis(worker, 3_000);

    assertTimesIncrease();
    SampleBatch first = fixture.broker.batches().getFirst();
    assertThat(first.eventTime(0)).isBetween(start, start + 10_000);
    assertThat(first.sourceTime(0)).isEqualTo(SampleBatch.NO_SOURCE_TIME);
  }

  @Test
  void rate_zero_fillsTheLargestBatchesOfTwoProducers() {
    Streamer streamer = streamer(0);
    assertThat(streamer.workers()).hasSize(2);
    for (int i = 0; i < 6; i++) {
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
  void outage_isMadeUpForInOneLargerBatch() {
    Worker worker = Fixture.only(streamer(500));
    fixture.broker.down = true;
    fixture.runMillis(worker, 4_000);
    fixture.broker.down = false;
    fixture.runMillis(worker, 6_000);

    assertThat(fixture.broker.samples()).isBetween(4_900L, 5_000L);
    assertThat(fixture.broker.batches()).anyMatch(batch -> batch.size() > 1_500);
  }

  @Test
  void answer_lost_repeatsTheSameBytesUnderTheSameNumber() {
    fixture.broker.failPublish(
        new Fault.AnswerLost(), new Fault.NotSent(), new Fault.Refusal(QueueError.BUSY));
    Streamer streamer = streamer(500);
    fixture.runMillis(Fixture.only(streamer), 2_000);

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
    Worker worker = Fixture.only(streamer(500));
    fixture.runMillis(worker, 1_000);

    List<QueueRequest.Publish> publishes = fixture.broker.publishes;
    assertThat(publishes.get(1).messages()).isEqualTo(publishes.get(0).messages());
    assertThat(publishes.get(1).producer().id()).isNotEqualTo(publishes.get(0).producer().id());
    assertThat(publishes.get(1).producer().number()).isZero();
    assertThat(publishes.get(2).producer().number()).isOne();
  }

  @Test
  void drain_publishesWhatWasGathered() {
    Worker worker = Fixture.only(streamer(500));
    fixture.runMillis(worker, 130);
    long before = fixture.broker.samples();
    while (!worker.drain()) {
      fixture.clock.advanceMillis(1);
    }

    assertThat(fixture.broker.samples()).isBetween(before + 1, 65L);
  }

  @Test
  void file_ofItsOwn_isWalkedToTheEnd(@TempDir Path directory) {
    CsvLoop loop = new CsvLoop(Fixture.file(directory, 2), 3);
    Worker worker =
        Fixture.only(Streamer.live(StreamerConfig.defaults(), loop, fixture.environment()));
    fixture.runMillis(worker, 2_000);

    assertThat(worker.finished()).isTrue();
    assertThat(fixture.broker.samples()).isEqualTo(3 * 160);
    assertTimesIncrease();
  }
}
