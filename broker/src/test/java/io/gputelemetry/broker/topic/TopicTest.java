package io.gputelemetry.broker.topic;

import static io.gputelemetry.broker.Requests.lease;
import static io.gputelemetry.broker.Requests.publish;
import static io.gputelemetry.broker.Requests.read;
import static io.gputelemetry.broker.Requests.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.broker.ManualClock;
import io.gputelemetry.broker.core.TopicLimits;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Acked;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** A topic on a simulated disk, stepped by hand. */
class TopicTest {
  private static final JournalConfig SMALL =
      new JournalConfig(64 << 10, 128 << 10, Duration.ofHours(1), 1 << 10);
  private static final String TEXT = "x".repeat(10_000);

  private final SimulatedDisk disk = new SimulatedDisk();
  private final ManualClock clock = new ManualClock();
  private Topic topic = open(TopicLimits.DEFAULT, JournalConfig.DEFAULT, 0);

  @Test
  void publish_onAFullDisk_isRefused_theRestGoesOn_andItResumesWithin5Seconds() {
    long reserve = 100_000;
    disk.capacity(300_000);
    topic = open(TopicLimits.DEFAULT, JournalConfig.DEFAULT, reserve);
    call(publish("t", TEXT));
    Leased leased = (Leased) call(lease("t", "g", 0));
    disk.capacity(reserve);
    second();
    assertRefused(call(publish("t", TEXT)), QueueError.STORAGE_FULL);
    assertThat(call(new QueueRequest.Ack("t", "g", leased.token()))).isEqualTo(new Acked(1));
    assertThat(((Chunk) call(read("t", 0))).deliveries()).hasSize(1);
    disk.capacity(300_000);
    second();
    assertThat(call(publish("t", TEXT))).isInstanceOf(Published.class);
  }

  @Test
  void publish_intoAFullLog_waitsForTheAcksOfTheGroup() {
    topic = open(TopicLimits.DEFAULT, SMALL, 0);
    call(lease("t", "g", 0));
    long published = 0;
    while (call(publish("t", TEXT)) instanceof Published done) {
      published = done.firstOffset() + 1;
    }
    assertThat(published).isBetween(5L, 13L);
    assertRefused(call(publish("t", TEXT)), QueueError.BUSY);
    QueueRequest.Publish patient =
        new QueueRequest.Publish("t", Producer.ANONYMOUS, publish("t", TEXT).messages(), 60_000);
    CompletableFuture<QueueReply> waits = topic.ask(1, patient);
    work();
    assertThat(waits).isNotDone();
    ackEverything();
    clock.advance(Duration.ofMillis(100));
    work();
    work();
    assertThat(waits.join()).isEqualTo(new Published(published, 1, Durability.SYNCED));
  }

  @Test
  void log_withoutGroups_refusesAtItsBoundAndKeepsEverything() {
    topic = open(TopicLimits.DEFAULT, SMALL, 0);
    long published = 0;
    while (call(publish("t", TEXT)) instanceof Published done) {
      published = done.firstOffset() + 1;
    }
    assertThat(published).isBetween(5L, 13L);
    assertRefused(call(publish("t", TEXT)), QueueError.BUSY);
    Leased all = (Leased) call(lease("t", "late", 0));
    assertThat(all.deliveries().getFirst().offset()).isZero();
  }

  @Test
  void damagedBatch_stopsItsGroup_andTheTopicSaysWhere() throws IOException {
    topic = open(TopicLimits.DEFAULT, SMALL, 0);
    for (int i = 0; i < 8; i++) {
      call(publish("t", TEXT));
    }
    String oldest = disk.list().getFirst();
    byte[] content = disk.content(oldest);
    content[content.length / 4] ^= 1;
    disk.kill();
    disk.replace(oldest, content);
    topic = open(TopicLimits.DEFAULT, SMALL, 0);
    assertThat(topic.problem()).isEmpty();
    QueueReply reply = call(lease("t", "g", 0));
    while (reply instanceof Leased leased && !leased.deliveries().isEmpty()) {
      call(new QueueRequest.Ack("t", "g", leased.token()));
      reply = call(lease("t", "g", 0));
    }
    assertRefused(reply, QueueError.CORRUPT);
    assertThat(topic.problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("is damaged", oldest));
  }

  @Test
  void largeBatches_stayInTheirFile_whetherWrittenJustNowOrBefore() throws IOException {
    List<String> texts = List.of("a".repeat(50_000), "b".repeat(40_000), "c".repeat(70_000), "d");
    texts.forEach(text -> call(publish("t", text)));
    assertInFile(texts);
    disk.kill();
    topic = open(TopicLimits.DEFAULT, JournalConfig.DEFAULT, 0);
    assertInFile(texts);
    Chunk small = (Chunk) call(new QueueRequest.Read("t", new StartPosition.At(0), 60_000, 0));
    assertThat(small.nextOffset()).isEqualTo(1);
    Chunk tooSmall = (Chunk) call(new QueueRequest.Read("t", new StartPosition.At(0), 60, 0));
    assertThat(tooSmall.runs().getFirst().messages().file()).as("cut, so read").isEmpty();
    assertThat(tooSmall.nextOffset()).isEqualTo(1);
  }

  private void assertInFile(List<String> texts) throws IOException {
    Chunk chunk = (Chunk) call(read("t", 0));
    assertThat(chunk.runs()).hasSize(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      DeliveryRun run = chunk.runs().get(i);
      assertThat(run.messages().file().isPresent()).isEqualTo(texts.get(i).length() > 1);
      assertThat(run.firstOffset()).isEqualTo(i);
      assertThat(run.messages().sampleCount()).isEqualTo(1);
      assertThat(text(run.loaded().messages().getFirst())).isEqualTo(texts.get(i));
    }
  }

  @Test
  void damagedLargeBatch_isNotSent_whatIsBeforeItIs() throws IOException {
    JournalConfig config = new JournalConfig(100_000, 1 << 20, Duration.ofHours(1), 1 << 10);
    topic = open(TopicLimits.DEFAULT, config, 0);
    for (int i = 0; i < 3; i++) {
      call(publish("t", "x".repeat(50_000)));
    }
    String name = disk.list().getFirst();
    byte[] content = disk.content(name);
    content[75_000] ^= 1;
    disk.kill();
    disk.replace(name, content);
    topic = open(TopicLimits.DEFAULT, config, 0);
    Leased before = (Leased) call(lease("t", "g", 0));
    assertThat(before.deliveries()).hasSize(1);
    assertThat(before.runs().getFirst().messages().file()).isPresent();
    assertRefused(call(lease("t", "g", 0)), QueueError.CORRUPT);
    assertThat(topic.problem())
        .hasValueSatisfying(problem -> assertThat(problem).contains("offset 1 is damaged"));
  }

  @Test
  void state_survivesTheLossOfTheSegmentsInWhichItWasWritten() {
    topic = open(TopicLimits.DEFAULT, SMALL, 0);
    Producer producer = new Producer(9, 0, 0, 0);
    call(publish("t", producer, "first"));
    call(new QueueRequest.OpenSequence("t", "s", 100, 0));
    QueueReply.Granted grant =
        (QueueReply.Granted) call(new QueueRequest.LeaseSequence("t", "s", 10, 0));
    for (int i = 0; i < 50; i++) {
      call(publish("t", TEXT));
      ackEverything();
      clock.advance(Duration.ofMillis(100));
      work();
    }
    assertThat(((Chunk) call(read("t", 0))).deliveries().getFirst().offset()).isGreaterThan(30);
    disk.crash(new Random(1));
    topic = open(TopicLimits.DEFAULT, SMALL, 0);
    assertThat(call(publish("t", producer, "first"))).isEqualTo(new QueueReply.Duplicate(0));
    QueueReply.Granted again =
        (QueueReply.Granted) call(new QueueRequest.LeaseSequence("t", "s", 10, 0));
    assertThat(again.grantedAtMicros()).isEqualTo(grant.grantedAtMicros());
  }

  @Test
  void publish_written_survivesTheEndOfTheProcess() {
    topic = open(TopicLimits.DEFAULT.withDurability(Durability.WRITTEN), SMALL, 0);
    assertThat(call(publish("t", TEXT))).isEqualTo(new Published(0, 1, Durability.WRITTEN));
    disk.kill();
    topic = open(TopicLimits.DEFAULT, SMALL, 0);
    assertThat(((Chunk) call(read("t", 0))).deliveries()).hasSize(1);
  }

  @Test
  void publish_inMemory_isOnDiskASecondLater() {
    topic = open(TopicLimits.DEFAULT.withDurability(Durability.MEMORY), SMALL, 0);
    assertThat(call(publish("t", TEXT))).isEqualTo(new Published(0, 1, Durability.MEMORY));
    second();
    disk.crash(new Random(1));
    topic = open(TopicLimits.DEFAULT, SMALL, 0);
    assertThat(((Chunk) call(read("t", 0))).deliveries()).hasSize(1);
  }

  @Test
  void publishes_thatWait_areBoundedInBytes() {
    TopicLimits limits =
        new TopicLimits(Duration.ofSeconds(1), 9, 9, 11_000, 11_000, 9, 9, Durability.SYNCED);
    topic = open(new TopicConfig(SMALL, limits, 9, 11_000, 0));
    CompletableFuture<QueueReply> first = topic.ask(1, publish("t", TEXT));
    assertRefused(topic.ask(1, publish("t", TEXT)).join(), QueueError.BUSY);
    CompletableFuture<QueueReply> small = topic.ask(1, read("t", 0));
    work();
    assertThat(first.join()).isInstanceOf(Published.class);
    assertThat(small).isDone();
    assertThat(call(publish("t", TEXT))).isInstanceOf(Published.class);
  }

  @Test
  void requests_thatWait_areBounded() {
    topic = open(new TopicConfig(SMALL, TopicLimits.DEFAULT, 1, 64 << 20, 0));
    CompletableFuture<QueueReply> first = topic.ask(1, read("t", 0));
    assertRefused(topic.ask(1, read("t", 0)).join(), QueueError.BUSY);
    work();
    assertThat(first.join()).isInstanceOf(Chunk.class);
  }

  @Test
  void owner_thatDoesNotComeRound_isAProblem() {
    work();
    clock.advance(Duration.ofSeconds(5).minusNanos(1));
    assertThat(topic.problem()).isEmpty();
    clock.advance(Duration.ofNanos(1));
    assertThat(topic.problem()).contains("topic \"telemetry\": no answer for 5 s");
    work();
    assertThat(topic.problem()).isEmpty();
  }

  @Test
  void topic_thatFailed_answersNothingAnyMore() throws IOException {
    disk.failFrom(disk.calls(), new IOException("no disk"));
    CompletableFuture<QueueReply> reply = topic.ask(1, publish("t", TEXT));
    assertThatThrownBy(() -> topic.doWork()).isInstanceOf(IOException.class);
    assertThatThrownBy(reply::join).hasCauseInstanceOf(QueueUnavailableException.class);
    assertThatThrownBy(() -> topic.ask(1, read("t", 0)).join())
        .hasCauseInstanceOf(QueueUnavailableException.class);
    assertThat(topic.problem().orElseThrow()).contains("no disk");
    topic.close();
  }

  @Test
  void closedSession_isTold_evenByAnInterruptedThread() {
    call(publish("t", TEXT));
    assertThat(((Leased) call(lease("t", "g", 0))).deliveries()).hasSize(1);
    Thread.currentThread().interrupt();
    topic.closeSession(1);
    assertThat(Thread.interrupted()).as("kept").isTrue();
    assertThat(((Leased) call(lease("t", "g", 0))).deliveries()).hasSize(1);
  }

  @Test
  void topic_requiredWhileTheBrokerStops_isUnavailable() {
    Topics.Shared shared =
        new Topics.Shared(
            disk, TopicConfig.DEFAULT, clock, new SplittableRandom(1), _ -> "", _ -> {});
    try (ExecutorService maker = Executors.newSingleThreadExecutor()) {
      Topics topics = new Topics(shared, 9, maker, _ -> {});
      topics.seal();
      assertThatThrownBy(() -> topics.require("t").join()).hasMessageContaining("stopping");
      maker.shutdown();
      assertThatThrownBy(() -> topics.require("t").join())
          .hasCauseInstanceOf(QueueUnavailableException.class);
    }
  }

  private void ackEverything() {
    while (true) {
      Leased leased = (Leased) call(lease("t", "g", 0));
      if (leased.deliveries().isEmpty()) {
        return;
      }
      call(new QueueRequest.Ack("t", "g", leased.token()));
    }
  }

  private void second() {
    clock.advance(Duration.ofSeconds(1));
    work();
  }

  private QueueReply call(QueueRequest request) {
    CompletableFuture<QueueReply> reply = topic.ask(1, request);
    work();
    return reply.join();
  }

  private void work() {
    try {
      topic.doWork();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Topic open(TopicLimits limits, JournalConfig journal, long reserveBytes) {
    return open(new TopicConfig(journal, limits, 1_000, 64 << 20, reserveBytes));
  }

  private Topic open(TopicConfig config) {
    try {
      return Topic.open(
          new Topic.Parts(
              QueueRequest.DEFAULT_TOPIC,
              disk,
              config,
              clock,
              new SplittableRandom(1),
              TopicSettings.USUAL,
              _ -> "",
              _ -> false,
              elsewhere -> {
                throw new AssertionError(elsewhere);
              },
              _ -> {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertRefused(QueueReply reply, QueueError error) {
    assertThat(reply)
        .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.error()).isEqualTo(error));
  }
}
