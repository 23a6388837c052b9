package io.gputelemetry.broker;

import static io.gputelemetry.broker.Requests.lease;
import static io.gputelemetry.broker.Requests.publish;
import static io.gputelemetry.broker.Requests.read;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.queue.AdminRequest.CreateTopic;
import io.gputelemetry.queue.AdminRequest.DeleteTopic;
import io.gputelemetry.queue.AdminRequest.DescribeTopic;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.ListTopics;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Described;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.queue.TopicSettings.Replay;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Topics come and go, and the power may go with them at any call. */
class TopicLifeTest {
  private static final String TOPIC = "t";
  private static final TopicSettings SETTINGS =
      new TopicSettings(Optional.empty(), 1 << 20, Duration.ZERO, Duration.ofSeconds(4), 2);

  private final ManualClock clock = new ManualClock();

  @Test
  void deletedTopic_refusesWhoWaits_andLeavesNothing() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    Broker broker = open(disk);
    QueueConnection connection = connect(broker);
    call(broker, connection, publish(TOPIC, "a"));
    CompletableFuture<QueueReply> waits =
        connection.send(new QueueRequest.Read(TOPIC, new StartPosition.Latest(), 1 << 20, 60_000));
    broker.doWork();
    assertThat(waits).isNotDone();
    call(broker, connection, new DeleteTopic(TOPIC));
    assertThat(waits.join())
        .isInstanceOfSatisfying(
            Refused.class, r -> assertThat(r.error()).isEqualTo(QueueError.CLOSED));
    assertThat(disk.directory("topics").directories()).isEmpty();
    assertThat(broker.problem()).isEmpty();
  }

  @Test
  void deletedTopic_staysDeleted_whateverIsReplayed() throws IOException {
    Replay soon = new Replay(Duration.ofSeconds(1), 1, 9);
    TopicSettings replayed = TopicSettings.USUAL.withReplay(soon);
    Broker broker = open(new SimulatedDisk());
    QueueConnection connection = connect(broker);
    call(broker, connection, new CreateTopic("t.dlq", replayed));
    call(broker, connection, publish(TOPIC, "a"));
    Leased one = (Leased) call(broker, connection, lease(TOPIC, "g", 0));
    call(broker, connection, Nack.neverAgain(TOPIC, "g", one.token(), 0, "bad"));
    broker.doWork();
    call(broker, connection, new DeleteTopic(TOPIC));
    for (int second = 0; second < 5; second++) {
      clock.advance(Duration.ofSeconds(1));
      broker.doWork();
    }
    QueueReply names = call(broker, connection, new ListTopics());
    assertThat(names).isEqualTo(new QueueReply.TopicNames(List.of("t.dlq")));
    ListDeadLetters list = new ListDeadLetters(TOPIC, 0, 1 << 20);
    assertThat(((Chunk) call(broker, connection, list)).deliveries()).hasSize(1);
  }

  @Test
  void settings_areThereAfterARestart() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    Broker broker = open(disk);
    call(broker, connect(broker), new CreateTopic(TOPIC, SETTINGS));
    disk.crash(new Random(1));
    Broker again = open(disk);
    Described described = (Described) call(again, connect(again), new DescribeTopic(TOPIC));
    assertThat(described.settings()).isEqualTo(SETTINGS.or(TopicConfig.DEFAULT.settings()));
  }

  @Test
  void creation_interruptedAnywhere_canBeRepeated() throws IOException {
    for (int call = 1; call <= 12; call++) {
      SimulatedDisk disk = new SimulatedDisk();
      Broker broker = open(disk);
      disk.failFrom(disk.calls() + call, new IOException("power"));
      CreateTopic create = new CreateTopic(TOPIC, SETTINGS);
      connect(broker).send(create).exceptionally(failed -> new QueueReply.Done()).join();
      disk.crash(new Random(call));
      Broker again = open(disk);
      assertThat(call(again, connect(again), create)).isEqualTo(new QueueReply.Done());
    }
  }

  @Test
  void deletion_interruptedAnywhere_leavesAWholeTopicOrNone() throws IOException {
    int whole = 0;
    int gone = 0;
    for (int call = 1; call <= 12; call++) {
      SimulatedDisk disk = new SimulatedDisk();
      Broker broker = open(disk);
      QueueConnection connection = connect(broker);
      call(broker, connection, publish(TOPIC, "a"));
      disk.failFrom(disk.calls() + call, new IOException("power"));
      connection.send(new DeleteTopic(TOPIC)).exceptionally(failed -> new QueueReply.Done()).join();
      disk.crash(new Random(call));
      Broker again = open(disk);
      QueueReply reply = call(again, connect(again), read(TOPIC, 0));
      if (((Chunk) reply).deliveries().isEmpty()) {
        gone++;
        assertThat(disk.directory("topics").directories()).containsExactly(TOPIC);
      } else {
        whole++;
        assertThat(((Chunk) reply).deliveries()).hasSize(1);
      }
    }
    assertThat(whole).isPositive();
    assertThat(gone).isPositive();
  }

  private Broker open(SimulatedDisk disk) throws IOException {
    BrokerConfig config = new BrokerConfig(TopicConfig.DEFAULT, 10, Duration.ZERO);
    return Broker.openStepped(disk, config, clock, new SplittableRandom(1), _ -> {});
  }

  private static QueueConnection connect(Broker broker) {
    return broker.connect(SessionInfo.inProcess("i", "test"));
  }

  private static QueueReply call(Broker broker, QueueConnection connection, QueueRequest request)
      throws IOException {
    CompletableFuture<QueueReply> reply = connection.send(request);
    broker.doWork();
    return reply.join();
  }
}
