package io.gputelemetry.broker;

import static io.gputelemetry.broker.Requests.call;
import static io.gputelemetry.broker.Requests.lease;
import static io.gputelemetry.broker.Requests.publish;
import static io.gputelemetry.broker.Requests.read;
import static io.gputelemetry.broker.Requests.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.DiskInUseException;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.Journal;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Acked;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Duplicate;
import io.gputelemetry.queue.QueueReply.Inspection;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerTest {
  private static final SessionInfo INFO = SessionInfo.inProcess("me", "test");
  private static final BrokerConfig CONFIG =
      new BrokerConfig(TopicConfig.DEFAULT, 3, Duration.ofMillis(100));

  private final SimulatedDisk disk = new SimulatedDisk();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private Broker broker = open(CONFIG);
  private QueueConnection connection = broker.connect(INFO);

  @AfterEach
  void close() throws IOException {
    disk.heal();
    broker.close();
  }

  @Test
  void message_published_isReadLeasedAndAcked() {
    assertThat(call(connection, publish("t", "hello")))
        .isEqualTo(new Published(0, 1, Durability.SYNCED));
    Chunk chunk = (Chunk) call(connection, read("t", 0));
    assertThat(text(chunk.deliveries().getFirst().message())).isEqualTo("hello");
    Leased leased = (Leased) call(connection, lease("t", "g", 0));
    assertThat(call(connection, new QueueRequest.Ack("t", "g", leased.token())))
        .isEqualTo(new Acked(1));
    assertThat(call(connection, new QueueRequest.Hello("i", "r", ""))).isEqualTo(new Done());
  }

  @Test
  void requests_whileTheirTopicIsMade_keepTheirOrder() throws IOException {
    broker.close();
    broker = open(new BrokerConfig(TopicConfig.DEFAULT, 200, Duration.ofMillis(100)));
    connection = broker.connect(INFO);
    for (int topic = 0; topic < 200; topic++) {
      List<CompletableFuture<QueueReply>> replies = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        replies.add(connection.send(publish("t" + topic, "message " + i)));
      }
      for (int i = 0; i < 5; i++) {
        assertThat(replies.get(i).join()).isEqualTo(new Published(i, 1, Durability.SYNCED));
      }
    }
  }

  @Test
  void broker_openedAgain_goesOnWhereItWas() throws IOException {
    Producer producer = new Producer(5, 0, 0, 0);
    call(connection, publish("Upper.Case", producer, "one"));
    call(connection, publish("upper.case", "two"));
    Leased leased = (Leased) call(connection, lease("Upper.Case", "g", 0));
    call(connection, new QueueRequest.Ack("Upper.Case", "g", leased.token()));
    broker.close();
    broker = open(CONFIG);
    connection = broker.connect(INFO);
    assertThat(call(connection, publish("Upper.Case", producer, "one")))
        .isEqualTo(new Duplicate(0));
    leased = (Leased) call(connection, lease("Upper.Case", "g", 0));
    assertThat(leased.deliveries()).isEmpty();
    assertThat(states()).extracting(TopicState::topic).containsExactly("Upper.Case", "upper.case");
  }

  @Test
  void broker_onADirectoryInUse_refusesToStart() {
    assertThatThrownBy(() -> Broker.open(disk, CONFIG, new SystemClock(), random(), _ -> {}))
        .isInstanceOf(DiskInUseException.class);
  }

  @Test
  void broker_ofAnOlderVersion_refusesNewerState() throws IOException {
    call(connection, publish("t", "a"));
    broker.close();
    try (Journal journal =
        Journal.open(
            disk.directory("topics").directory("t"),
            JournalConfig.DEFAULT,
            () -> ByteBuffer.allocate(0),
            Journal.Replay.FROM_SNAPSHOT,
            _ -> {})) {
      journal.append(Entry.control(ByteBuffer.wrap(new byte[] {2, 7, 0})), 1);
    }
    assertThatThrownBy(() -> open(CONFIG))
        .hasRootCauseInstanceOf(RuntimeException.class)
        .hasMessageContaining("topic \"t\"")
        .hasMessageContaining("version 7; this program knows version 6");
  }

  @Test
  void directory_thatIsNoTopic_isLeftAlone() throws IOException {
    broker.close();
    disk.directory("topics").directory("No Topic");
    broker = open(CONFIG);
    connection = broker.connect(INFO);
    assertThat(states()).isEmpty();
  }

  @Test
  void topics_aboveTheBound_areRefused() {
    for (String topic : List.of("a", "b", "c")) {
      call(connection, publish(topic, "x"));
    }
    assertRefused(call(connection, publish("d", "x")), QueueError.BAD_REQUEST);
    assertThat(call(connection, publish("c", "x"))).isInstanceOf(Published.class);
  }

  @Test
  void topic_thatIsNotThere_isNotMadeByWhatNeedsALease() {
    assertRefused(call(connection, new QueueRequest.Ack("t", "g", 1)), QueueError.NOT_FOUND);
    assertRefused(call(connection, new QueueRequest.Release("t", "g", 1)), QueueError.NOT_FOUND);
    assertRefused(call(connection, new QueueRequest.Extend("t", "g", 1)), QueueError.NOT_FOUND);
    assertRefused(
        call(connection, new QueueRequest.ReleaseGrant("t", "s", 1)), QueueError.NOT_FOUND);
    assertRefused(
        call(connection, new QueueRequest.LeaseSequence("t", "s", 1, 0)), QueueError.NOT_FOUND);
    assertThat(states()).isEmpty();
  }

  @Test
  void session_closed_givesItsLeaseToTheOneThatWaits() {
    call(connection, publish("t", "a"));
    QueueConnection other = broker.connect(INFO);
    call(other, lease("t", "g", 0));
    CompletableFuture<QueueReply> waits = connection.send(lease("t", "g", 60_000));
    assertThat(broker.sessions()).hasSize(2);
    other.close();
    other.close();
    Leased leased = (Leased) waits.orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(leased.deliveries().getFirst().deliveries()).isEqualTo(2);
    assertThat(broker.sessions()).containsExactly(INFO);
    assertThat(other.send(publish("t", "b")))
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .withCauseInstanceOf(QueueUnavailableException.class);
  }

  @Test
  void lease_thatWaits_endsAtItsDeadline_withoutAnyOtherEvent() {
    Leased leased = (Leased) call(connection, lease("t", "g", 20));
    assertThat(leased.deliveries()).isEmpty();
  }

  @Test
  void disk_thatFails_endsEverything_andIsToldOnce() {
    call(connection, publish("t", "a"));
    // What there is is leased, so that the next lease has to wait.
    call(connection, lease("t", "g2", 0));
    CompletableFuture<QueueReply> waits = connection.send(lease("t", "g2", 60_000));
    disk.failFrom(disk.calls(), new IOException("no disk"));
    CompletableFuture<QueueReply> publish = connection.send(publish("t", "b"));
    assertThat(failure).succeedsWithin(Duration.ofSeconds(10));
    assertThat(publish.handle((reply, _) -> reply instanceof Published).join()).isFalse();
    assertThat(failure.join()).hasMessage("no disk");
    assertThatThrownBy(waits::join).hasCauseInstanceOf(QueueUnavailableException.class);
    assertThatThrownBy(() -> call(connection, publish("t", "c")))
        .hasCauseInstanceOf(QueueUnavailableException.class);
    assertThatThrownBy(() -> call(connection, publish("new", "c")))
        .hasCauseInstanceOf(QueueUnavailableException.class);
    assertThat(broker.problem().orElseThrow()).contains("topic \"t\" failed").contains("no disk");
  }

  @Test
  void broker_closed_drainsItsMembersAndThenAnswersNothing() throws IOException {
    call(connection, publish("t", "a"));
    Leased leased = (Leased) call(connection, lease("t", "g", 0));
    CompletableFuture<QueueReply> waits = connection.send(lease("t", "g", 60_000));
    CompletableFuture<Void> acked =
        waits
            .thenCompose(_ -> connection.send(new QueueRequest.Ack("t", "g", leased.token())))
            .thenAccept(reply -> assertThat(reply).isEqualTo(new Acked(1)));
    broker.close();
    assertThat(acked).isCompleted();
    assertThat(broker.problem()).isPresent();
    assertThatThrownBy(() -> call(connection, publish("t", "b")))
        .hasCauseInstanceOf(QueueUnavailableException.class);
    assertThatThrownBy(() -> call(connection, publish("new", "b")))
        .hasCauseInstanceOf(QueueUnavailableException.class);
    broker = open(CONFIG);
    connection = broker.connect(INFO);
    assertThat(((Leased) call(connection, lease("t", "g", 0))).deliveries()).isEmpty();
  }

  @Test
  void broker_closed_waitsForALeaseNoLongerThanItsTimeout() throws IOException {
    call(connection, publish("t", "a"));
    call(connection, lease("t", "g", 0));
    broker.close();
    broker.close();
    broker = open(CONFIG);
    connection = broker.connect(INFO);
    assertThat(((Leased) call(connection, lease("t", "g", 0))).deliveries()).hasSize(1);
  }

  @Test
  void publishes_fromManyThreads_getDenseOffsets() throws Exception {
    List<Thread> threads =
        IntStream.range(0, 8)
            .mapToObj(id -> Thread.ofVirtual().unstarted(() -> publishMany(id + 1L)))
            .toList();
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    TopicState state = states().getFirst();
    assertThat(state.endOffset()).isEqualTo(800);
    assertThat(state.samplesPublished()).isEqualTo(800);
    assertThat(state.producers()).isEqualTo(8);
    assertThat(broker.producersForgotten()).isZero();
    assertThat(broker.problem()).isEmpty();
  }

  private void publishMany(long id) {
    for (int number = 0; number < 100; number++) {
      call(connection, publish("t", new Producer(id, 0, number, 0), "m"));
    }
  }

  private List<TopicState> states() {
    return ((Inspection) call(connection, new QueueRequest.Inspect())).topics();
  }

  private Broker open(BrokerConfig config) {
    try {
      return Broker.open(disk, config, new SystemClock(), random(), failure::complete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SplittableRandom random() {
    return new SplittableRandom(3);
  }

  private static void assertRefused(QueueReply reply, QueueError error) {
    assertThat(reply)
        .isInstanceOfSatisfying(Refused.class, r -> assertThat(r.error()).isEqualTo(error));
  }
}
