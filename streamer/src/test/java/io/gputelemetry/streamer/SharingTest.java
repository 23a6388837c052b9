package io.gputelemetry.streamer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.streamer.FakeBroker.Fault;
import io.gputelemetry.streamer.source.csv.CsvFile;
import io.gputelemetry.telemetry.BatchOrigin;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SharingTest {
  private static final int TICKS = 5;
  private static final int ROWS = TICKS * 80;
  @TempDir private Path directory;
  private final Fixture fixture = new Fixture();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(SharedSequence.class);
  private CsvFile file;

  @BeforeEach
  void load() {
    file = Fixture.file(directory, TICKS);
    log.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(log);
  }

  @AfterEach
  void forget() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  private Worker worker(double rate, long passes) {
    StreamerConfig config = StreamerConfig.defaults().withRate(rate).withPasses(passes);
    return Fixture.only(Streamer.sharing(config, file, fixture.environment()));
  }

  /** Every row of every pass is in the log once, and no two have the same series and time. */
  private void assertWhole(int passes) {
    Set<Map.Entry<Series, Long>> rows = new HashSet<>();
    Map<Series, Integer> perSeries = new HashMap<>();
    for (SampleBatch batch : fixture.broker.batches()) {
      for (int i = 0; i < batch.size(); i++) {
        Series series = batch.dictionary().get(batch.series(i)).series();
        assertThat(rows.add(Map.entry(series, batch.eventTime(i)))).isTrue();
        perSeries.merge(series, 1, Integer::sum);
      }
    }
    assertThat(rows).hasSize(passes * ROWS);
    assertThat(new HashSet<>(perSeries.values())).containsExactly(passes * TICKS);
    assertThat(fixture.broker.samples()).isEqualTo((long) passes * ROWS);
  }

  @Test
  void streamers_onOneFile_publishEachRowOnceAPass() {
    List<Worker> workers = List.of(worker(500, 3), worker(500, 3), worker(0, 3));
    Random random = new Random(1);
    for (int i = 0; i < 20_000 && !workers.stream().allMatch(Worker::finished); i++) {
      fixture.run(workers.get(random.nextInt(3)), 1);
    }

    assertThat(workers).allMatch(Worker::finished);
    assertWhole(3);
    List<BatchOrigin> origins = fixture.broker.batches().stream().map(SampleBatch::origin).toList();
    assertThat(origins).allMatch(origin -> origin.id().matches("dcgm_csv/[012]/[0-9]+"));
    assertThat(origins.stream().map(BatchOrigin::id)).doesNotHaveDuplicates();
  }

  @Test
  void faults_ofEveryKindAtAnyTime_loseAndDoubleNothing() {
    int retries = 0;
    for (long seed = 0; seed < 200; seed++) {
      Fixture faulty = new Fixture();
      Random random = new Random(seed);
      StreamerConfig config = StreamerConfig.defaults().withRate(2_000).withPasses(2);
      List<Worker> workers =
          List.of(
              Fixture.only(Streamer.sharing(config, file, faulty.environment())),
              Fixture.only(Streamer.sharing(config, file, faulty.environment())));
      for (int i = 0; i < 50_000 && !workers.stream().allMatch(Worker::finished); i++) {
        if (i < 5_000) {
          fault(faulty.broker, random);
        }
        faulty.run(workers.get(random.nextInt(2)), 1);
      }
      assertThat(workers).as("seed %d", seed).allMatch(Worker::finished);
      assertThat(faulty.broker.samples()).as("seed %d", seed).isEqualTo(2 * ROWS);
      retries += faulty.broker.publishes.size() - faulty.broker.appended.size();
    }
    assertThat(retries).isGreaterThan(200);
  }

  private static void fault(FakeBroker broker, Random random) {
    if (broker.isFaulty()) {
      return;
    }
    switch (random.nextInt(200)) {
      case 0 -> broker.failPublish(new Fault.NotSent());
      case 1 -> broker.failPublish(new Fault.AnswerLost());
      case 2 -> broker.failPublish(new Fault.Refusal(QueueError.BUSY));
      case 3 -> broker.failLease(new Fault.NotSent());
      case 4 -> broker.expireGrants();
      default -> {}
    }
  }

  @Test
  void eventTime_isTheGrantsPlusTheRepeatsOfTheSeries() {
    fixture.run(worker(0, 1), 10);

    SampleBatch batch = fixture.broker.batches().getFirst();
    long granted = batch.eventTime(0);
    assertThat(batch.size()).isEqualTo(ROWS);
    for (int i = 0; i < ROWS; i++) {
      assertThat(batch.eventTime(i)).isEqualTo(granted + i / 80);
      assertThat(batch.value(i)).isEqualTo(file.value(i));
      assertThat(batch.sourceTime(i)).isEqualTo(i / 80 * 1_000_000L);
    }
    Message message = fixture.broker.firstMessage(0);
    assertThat(message.contentType()).isEqualTo(Message.SAMPLE_BATCH);
    assertThat(message.sampleCount()).isEqualTo(ROWS);
  }

  @Test
  void answer_lost_repeatsTheSameBytesUnderTheSameNumber() {
    fixture.broker.failPublish(new Fault.AnswerLost(), new Fault.NotSent());
    Worker worker = worker(500, 0);
    fixture.runMillis(worker, 1_000);

    var publishes = fixture.broker.publishes;
    assertThat(publishes.get(1)).isEqualTo(publishes.get(0));
    assertThat(publishes.get(2)).isEqualTo(publishes.get(0));
    assertThat(publishes.get(3).producer().number()).isOne();
    assertThat(fixture.broker.appended).doesNotHaveDuplicates();
  }

  @Test
  void grant_takenOver_isGivenUpAndCounted() {
    Streamer streamer =
        Streamer.sharing(StreamerConfig.defaults().withRate(0), file, fixture.environment());
    Worker slow = Fixture.only(streamer);
    fixture.broker.failPublish(new Fault.NotSent());
    assertThat(slow.doWork()).isZero();
    fixture.broker.expireGrants();

    Worker other = worker(0, 0);
    assertThat(other.doWork()).isEqualTo(ROWS);
    fixture.clock.advanceMillis(100);
    int before = fixture.broker.appended.size();
    assertThat(slow.doWork()).isEqualTo(ROWS);
    assertThat(fixture.broker.appended).hasSize(before);
    assertThat(streamer.status().duplicateBatches()).isOne();

    fixture.broker.failPublish(new Fault.Refusal(QueueError.LEASE_LOST));
    assertThat(slow.doWork()).isZero();
    assertThat(streamer.status().lostGrants()).isOne();
    assertThat(slow.problem()).isEmpty();
    assertThat(slow.doWork()).isEqualTo(ROWS);
  }

  @Test
  void sequence_finished_makesTheStreamerIdle() {
    Streamer streamer =
        Streamer.sharing(
            StreamerConfig.defaults().withRate(0).withPasses(1), file, fixture.environment());
    streamer.workers().forEach(worker -> fixture.run(worker, 10));

    assertThat(streamer.workers()).allMatch(Worker::finished);
    assertThat(Fixture.only(streamer).idleNanos()).isBetween(1_000_000_000L, 2_000_000_000L);
    assertThat(Fixture.only(streamer).doWork()).isZero();
    assertWhole(1);
    assertThat(lines())
        .singleElement(STRING)
        .contains(
            "fleet.csv is finished",
            "all rows of all passes (400 a pass)",
            "sequence reset dcgm_csv --yes");
  }

  @Test
  void sequence_finishedBefore_publishesNothing_andSaysSo() {
    fixture.run(worker(0, 1), 10);
    Worker late = worker(0, 1);
    fixture.runMillis(late, 10_000);

    assertWhole(1);
    assertThat(lines()).hasSize(2);
    assertThat(lines().getLast()).contains("fleet.csv was finished before, so nothing");
  }

  @Test
  void sequence_resetWhenItWasFinished_isStreamedAgainWithinSeconds() {
    Worker worker = worker(0, 1);
    fixture.run(worker, 10);
    fixture.broker.reset(0);
    fixture.runMillis(worker, 3_000);

    assertThat(worker.finished()).isTrue();
    assertWhole(2);
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(1)).contains("dcgm_csv was reset: ", "fleet.csv is streamed from its");
    assertThat(lines().getLast()).contains("is finished");
  }

  @Test
  void sequence_thatGetsMorePasses_goesOn_andOneLineSaysWhoseWordCounts() {
    Worker before = worker(0, 1);
    fixture.run(before, 10);
    fixture.run(worker(0, 2), 10);
    fixture.clock.advanceMillis(2_000);

    assertThat(before.doWork()).isZero();
    assertWhole(2);
    assertThat(lines()).hasSize(3);
    assertThat(lines().get(1)).contains("dcgm_csv makes 2 passes from now on", "until now 1 pass");
  }

  @Test
  void sequence_resetByOthers_keepsTheNewestNumberOfPasses() {
    Worker early = worker(0, 1);
    fixture.run(early, 10);
    fixture.broker.reset(0);
    assertThat(worker(0, 3).doWork()).isEqualTo(ROWS);
    fixture.clock.advanceMillis(2_000);
    fixture.run(early, 1);
    fixture.runMillis(early, 5_000);

    assertThat(fixture.broker.samples()).isEqualTo(4 * ROWS);
  }

  @Test
  void sequence_ofAnotherFile_isNotStreamed_untilItIsReset() {
    fixture.run(worker(0, 1), 1);
    fixture.broker.reset(4711);
    Worker other = worker(0, 1);
    fixture.runMillis(other, 5_000);

    assertThat(other.problem())
        .hasValueSatisfying(problem ->
            assertThat(problem).contains("fleet.csv is not streamed: belongs to another file"));
    assertThat(fixture.broker.samples()).isEqualTo(ROWS);
    fixture.broker.reset(0);
    fixture.runMillis(other, 5_000);
    assertThat(other.problem()).isEmpty();
    assertWhole(2);
  }

  @Test
  void sequence_resetForAnotherFileInTheMiddle_getsNoRowOfThisOne() {
    Worker worker = worker(500, 1);
    fixture.runMillis(worker, 500);
    long before = fixture.broker.samples();
    fixture.broker.reset(4711);
    fixture.runMillis(worker, 5_000);

    assertThat(before).isBetween(100L, ROWS - 100L);
    assertThat(fixture.broker.samples()).isEqualTo(before);
    assertThat(worker.problem()).isPresent();
    assertThat(fixture.broker.released).isPositive();
  }

  private List<String> lines() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void sequence_forgottenByTheBroker_isOpenedAgain() {
    Worker worker = worker(0, 0);
    assertThat(worker.doWork()).isEqualTo(ROWS);
    fixture.broker.failLease(new Fault.Refusal(QueueError.NOT_FOUND));
    assertThat(worker.doWork()).isZero();
    fixture.clock.advanceMillis(100);

    assertThat(worker.doWork()).isEqualTo(ROWS);
    assertThat(fixture.broker.opened).isEqualTo(2);
  }

  @Test
  void rate_isKeptAndRangesAreSizedByIt() {
    for (double rate : new double[] {10, 500, 5_000}) {
      Fixture paced = new Fixture();
      StreamerConfig config = StreamerConfig.defaults().withRate(rate);
      Worker worker = Fixture.only(Streamer.sharing(config, file, paced.environment()));
      paced.runMillis(worker, 10_000);
      assertThat(paced.broker.samples()).isBetween((long) (rate * 9), (long) (rate * 10));
      assertThat(paced.broker.appended.getFirst().messages().getFirst().sampleCount())
          .isEqualTo(Math.min((int) Math.max(rate / 10, Math.min(rate, 100)), ROWS));
    }
  }

  @Test
  void outage_isMadeUpForInLargerRanges() {
    Worker worker = worker(500, 0);
    fixture.broker.down = true;
    fixture.runMillis(worker, 3_000);
    assertThat(worker.problem()).hasValueSatisfying(what -> assertThat(what).contains("lost"));
    fixture.broker.down = false;
    fixture.runMillis(worker, 5_100);

    assertThat(worker.problem()).isEmpty();
    assertThat(fixture.broker.samples()).isBetween(3_500L, 4_100L);
    assertThat(fixture.broker.batches()).anyMatch(batch -> batch.size() == ROWS);
  }

  @Test
  void closing_givesBackWhatCouldNotBePublished() {
    Worker worker = worker(500, 0);
    fixture.broker.failPublish(new Fault.Refusal(QueueError.STORAGE_FULL));
    fixture.runMillis(worker, 210);
    assertThat(fixture.broker.appended).isEmpty();

    worker.abandon();
    assertThat(fixture.broker.released).isOne();
    worker.abandon();
    assertThat(fixture.broker.released).isOne();
    Worker other = worker(500, 1);
    fixture.runMillis(other, 3_000);
    assertWhole(1);
  }

  @Test
  void closing_withoutABroker_endsAllTheSame() {
    Worker worker = worker(500, 0);
    fixture.broker.failPublish(new Fault.NotSent());
    fixture.runMillis(worker, 210);
    fixture.broker.down = true;
    worker.abandon();

    assertThat(worker.drain()).isTrue();
  }
}
