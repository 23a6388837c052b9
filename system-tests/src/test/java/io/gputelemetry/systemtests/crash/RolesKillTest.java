package io.gputelemetry.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The roles as processes of their own, killed with SIGKILL in turn and several at once; then the
 * store away, and hanging, for twenty times the visibility timeout. In the end the log is the
 * input, the store is the log, and every published sample is accounted for.
 */
@Tag("proof")
class RolesKillTest {
  private static final int KILLS_PER_ROLE = Integer.getInteger("roleKills", 20);
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final long PASSES = 5_000;
  private static final int VISIBILITY_SECONDS = 1;
  private static final RoleProcesses.Size SIZE =
      new RoleProcesses.Size(2, 1_000, 2, VISIBILITY_SECONDS);
  private static final long AWAY_MILLIS = 20_000L * VISIBILITY_SECONDS;
  private static final int DUPLICATES = 5;
  private static final int CONFLICTS = 3;
  private static final int POISONED = 7;
  private static final int LEFT_OUT = 3;

  private final Random random = new Random(SEED);

  @Test
  @Timeout(value = 25, unit = TimeUnit.MINUTES)
  void rolesKilledAgainAndAgain_everyRowStoredOnce(@TempDir Path directory) throws Exception {
    Path csv = directory.resolve("fleet.csv");
    Fleet.write(csv);
    Ports ports = Ports.free();
    CsvModel model = CsvModel.read(csv);
    try (RoleProcesses roles = new RoleProcesses(directory, csv, ports, PASSES, SIZE)) {
      roles.start();
      StoreReader api = new StoreReader(ports.api());
      StoreReader broker = new StoreReader(ports.http());
      awaitSamples(api, 1);
      killInTurn(roles, api);
      storeAway(roles, api, broker);
      drain(roles, api, model);
      Set<StoredRow> published = Verdict.published(ports.tcp(), model);
      assertThat(published).as("rows in the log").hasSize((int) (PASSES * model.rows().size()));
      Verdict.compare(api, published);
      account(roles, api, broker, ports);
    }
  }

  /** Each role in turn, at random instants; every tenth time several of them at once. */
  private void killInTurn(RoleProcesses roles, StoreReader api) throws Exception {
    long before = Verdict.samples(api);
    long stored = before;
    int together = 0;
    for (int round = 0; round < KILLS_PER_ROLE; round++) {
      for (RoleProcess next : inTurn(roles, round)) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
        next.kill();
        next.start();
      }
      if (round % 4 == 3) {
        together += killTogether(roles);
      }
      stored = awaitSamples(api, stored + 1);
    }
    System.out.println(
        "kills: "
            + roles.all().stream()
                .map(role -> role.name() + " " + role.kills())
                .collect(Collectors.joining(", "))
            + "; of them at once "
            + together
            + "; rows stored meanwhile "
            + (stored - before)
            + ", seed "
            + SEED);
  }

  private List<RoleProcess> inTurn(RoleProcesses roles, int round) {
    List<RoleProcess> turn = new ArrayList<>();
    turn.add(roles.broker);
    turn.add(roles.store);
    turn.add(roles.streamers.get(round % 2));
    turn.add(roles.collectors.get(round % 2));
    turn.add(roles.api);
    Collections.shuffle(turn, random);
    return turn;
  }

  private int killTogether(RoleProcesses roles) throws Exception {
    List<RoleProcess> some = new ArrayList<>(roles.all());
    Collections.shuffle(some, random);
    List<RoleProcess> victims = some.subList(0, 2 + random.nextInt(4));
    TimeUnit.MILLISECONDS.sleep(2_000 + random.nextInt(1_000));
    for (RoleProcess victim : victims) {
      victim.kill();
    }
    for (RoleProcess victim : victims) {
      victim.start();
    }
    return victims.size();
  }

  /** First it is gone, then it is there and does not move; streamers go on meanwhile. */
  private static void storeAway(RoleProcesses roles, StoreReader api, StoreReader broker)
      throws Exception {
    long stored = awaitSamples(api, 1);
    long published = awaitPublished(broker);
    roles.store.kill();
    TimeUnit.MILLISECONDS.sleep(AWAY_MILLIS);
    published = requireOnlyPublished(broker, published);
    roles.store.start();
    stored = awaitSamples(api, stored + 1);
    roles.store.signal("STOP");
    TimeUnit.MILLISECONDS.sleep(AWAY_MILLIS);
    requireOnlyPublished(broker, published);
    roles.store.signal("CONT");
    awaitSamples(api, stored + 1);
  }

  /** The broker may have been killed a moment ago. */
  private static long awaitPublished(StoreReader broker) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> Conservation.published(broker), samples -> samples > 0);
  }

  /** While the store was away messages came, waited, and none was given up. */
  private static long requireOnlyPublished(StoreReader broker, long before) throws Exception {
    long published = Conservation.published(broker);
    assertThat(published).as("published while the store was away").isGreaterThan(before);
    assertThat(Conservation.lag(broker)).as("messages that wait for the store").isPositive();
    assertThat(Conservation.deadLetters(broker)).as("dead letters of an outage").isZero();
    return published;
  }

  private static void drain(RoleProcesses roles, StoreReader api, CsvModel model) throws Exception {
    for (RoleProcess streamer : roles.streamers) {
      streamer.kill();
      streamer.set("RATE", "0");
      streamer.start();
    }
    awaitSamples(api, PASSES * model.rows().size());
  }

  /** From a fresh start of the store on, its counters tell of what is published here only. */
  private static void account(RoleProcesses roles, StoreReader api, StoreReader broker, Ports ports)
      throws Exception {
    awaitAcknowledged(api, broker, ports);
    roles.store.stop();
    roles.store.start();
    long stored = awaitSamples(api, 1);
    try (MessageQueue queue = Verdict.queue(ports.tcp())) {
      SampleBatch first = new LogReader(queue).ranges().sequencedValues().getFirst();
      publish(queue, batch(repeated(first, DUPLICATES, 0)), DUPLICATES);
      publish(queue, batch(repeated(first, CONFLICTS, 1)), CONFLICTS);
      publish(queue, ByteBuffer.wrap("no batch".getBytes(StandardCharsets.UTF_8)), POISONED);
      publish(queue, batch(worthless(first)), LEFT_OUT);
      Conservation all = awaitLeftOut(api, broker, ports);
      assertThat(all)
          .isEqualTo(
              new Conservation(
                  stored + DUPLICATES + CONFLICTS + POISONED + LEFT_OUT,
                  stored,
                  DUPLICATES,
                  CONFLICTS,
                  POISONED,
                  LEFT_OUT,
                  0));
      all.check();
      for (RoleProcess collector : roles.collectors) {
        collector.stop();
      }
      publish(queue, batch(repeated(first, DUPLICATES, 0)), DUPLICATES);
      Conservation waiting = Conservation.read(api, broker, ports.tcp());
      assertThat(waiting.inFlight()).isEqualTo(DUPLICATES);
      waiting.check();
      System.out.println("accounted for: " + waiting);
    }
  }

  private static SampleBatch repeated(SampleBatch of, int rows, double change) {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    for (int i = 0; i < rows; i++) {
      SeriesIdentity series = of.dictionary().get(of.series(i));
      builder.add(builder.index(series), of.eventTime(i), of.sourceTime(i), of.value(i) + change);
    }
    return builder.build();
  }

  /** Samples that no collector stores: without a number, and of a time that cannot be. */
  private static SampleBatch worthless(SampleBatch of) {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    int series = builder.index(of.dictionary().get(of.series(0)));
    builder.add(series, of.eventTime(0) + 7, of.sourceTime(0), Double.NaN);
    builder.add(series, 7, of.sourceTime(0), 1);
    builder.add(series, of.eventTime(0) + TimeUnit.DAYS.toMicros(9), of.sourceTime(0), 1);
    return builder.build();
  }

  private static ByteBuffer batch(SampleBatch batch) {
    return new SampleBatchCodec().encode(batch);
  }

  private static void publish(MessageQueue queue, ByteBuffer payload, int samples) {
    queue.publish(
        QueueRequest.DEFAULT_TOPIC,
        Producer.ANONYMOUS,
        List.of(new Message(Message.SAMPLE_BATCH, samples, payload)),
        Duration.ofSeconds(10));
  }

  /** What collectors leave out is known with their next report. */
  private static Conservation awaitLeftOut(StoreReader api, StoreReader broker, Ports ports) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> Conservation.read(api, broker, ports.tcp()),
            all -> all.inFlight() == 0 && all.dropped() == LEFT_OUT);
  }

  private static Conservation awaitAcknowledged(StoreReader api, StoreReader broker, Ports ports) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> Conservation.read(api, broker, ports.tcp()), all -> all.inFlight() == 0);
  }

  private static long awaitSamples(StoreReader api, long atLeast) {
    return Awaitility.await()
        .atMost(Duration.ofMinutes(5))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> Verdict.samples(api), samples -> samples >= atLeast);
  }
}
