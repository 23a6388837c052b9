package io.gputelemetry.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From one streamer and one collector to ten and back to one while a file is streamed three times,
 * each a process of its own, started like the first one, some killed at random. In the end each row
 * of each pass is stored once. Leases last ten minutes here, so whoever waited for one to expire
 * instead of for a disconnect would not finish in time.
 */
@Tag("proof")
class ElasticityTest {
  private static final int TEN = 10;
  private static final int PASSES = 3;
  private static final int CAPTURES = Integer.getInteger("elasticCaptures", 400);
  private static final int KILLS = Integer.getInteger("elasticKills", 8);
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final RoleProcesses.Size SIZE = new RoleProcesses.Size(TEN, 400, TEN, 600);

  private final Random random = new Random(SEED);

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void oneToTenToOne_midPass_everyRowOfEveryPassStoredOnce(@TempDir Path directory)
      throws Exception {
    Path csv = directory.resolve("fleet.csv");
    Fleet.write(csv, CAPTURES);
    CsvModel model = CsvModel.read(csv);
    Ports ports = Ports.free();
    try (RoleProcesses roles = new RoleProcesses(directory, csv, ports, PASSES, SIZE)) {
      StoreReader api = new StoreReader(ports.api());
      startOne(roles, api);
      Map<String, Instant> joined = joinNine(roles, api);
      Map<String, Long> batches = batchesOfTen(api);
      Instant ten = Instant.now();
      killSome(roles, api);
      leaveOne(roles, api);
      awaitSamples(api, (long) PASSES * model.rows().size(), Duration.ofMinutes(5));

      Set<StoredRow> published = Verdict.published(ports.tcp(), model);
      assertThat(published).hasSize(PASSES * model.rows().size());
      Verdict.compare(api, published);
      try (MessageQueue queue = Verdict.queue(ports.tcp())) {
        List<SampleBatch> log = new ArrayList<>(new LogReader(queue).ranges().values());
        requireShares("rows per streamer", rows(log, lastOf(joined), ten));
        requireSharedSoon(log, joined);
      }
      requireShares("batches per collector", batches);
      System.out.println("rows stored once: " + published.size() + ", seed " + SEED);
    }
  }

  private static void startOne(RoleProcesses roles, StoreReader api) throws IOException {
    roles.broker.start();
    roles.store.start();
    roles.api.start();
    roles.streamers.getFirst().start();
    roles.collectors.getFirst().start();
    awaitSamples(api, 1_000, Duration.ofMinutes(1));
  }

  /**
   * Nine more of each, started with the very settings of the first; when each was connected. The
   * streamers come first: what one streams is less than ten collectors have workers.
   */
  private static Map<String, Instant> joinNine(RoleProcesses roles, StoreReader api)
      throws IOException {
    for (RoleProcess streamer : roles.streamers.subList(1, TEN)) {
      streamer.start();
    }
    Joined joined = new Joined();
    await(api, view -> joined.look(view, "streamer") == TEN);
    for (RoleProcess collector : roles.collectors.subList(1, TEN)) {
      collector.start();
    }
    await(api, view -> joined.look(view, "collector") == TEN && joined.working.size() == TEN);
    joined.working.forEach((name, at) ->
        assertThat(Duration.between(joined.firstReports.getOrDefault(name, at), at))
            .as("from the first report of %s to that of messages it dealt with, the second", name)
            .isLessThan(Duration.ofMillis(5_500)));
    return joined.connected;
  }

  /** When each was connected, first reported, and first reported messages it had dealt with. */
  private static final class Joined {
    final Map<String, Instant> connected = new TreeMap<>();
    final Map<String, Instant> firstReports = new TreeMap<>();
    final Map<String, Instant> working = new TreeMap<>();

    /** How many of the role have reported by now. */
    long look(PipelineView view, String role) {
      for (PipelineView.Connected process : view.processes()) {
        connected.put(process.instance(), process.connectedAt());
        process.reportedAt().ifPresent(at -> firstReports.putIfAbsent(process.instance(), at));
        if (process.counter("messages") > 0) {
          process.reportedAt().ifPresent(at -> working.putIfAbsent(process.instance(), at));
        }
      }
      return firstReports.keySet().stream().filter(name -> name.startsWith(role)).count();
    }
  }

  private static void await(StoreReader api, Predicate<PipelineView> condition) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> PipelineView.read(api), condition);
  }

  private static Instant lastOf(Map<String, Instant> joined) {
    return Collections.max(joined.values());
  }

  /** Messages that each of the ten collectors dealt with between two of its reports. */
  private static Map<String, Long> batchesOfTen(StoreReader api) throws Exception {
    Map<String, Long> before = PipelineView.read(api).counters("collector", "messages");
    TimeUnit.SECONDS.sleep(15);
    Map<String, Long> batches = PipelineView.read(api).counters("collector", "messages");
    batches.replaceAll((name, count) -> count - before.getOrDefault(name, 0L));
    return batches;
  }

  /** At random instants one of the twenty dies and is replaced, as a pod would be; all come up. */
  private void killSome(RoleProcesses roles, StoreReader api) throws Exception {
    for (int i = 0; i < KILLS; i++) {
      List<RoleProcess> role = random.nextBoolean() ? roles.streamers : roles.collectors;
      RoleProcess victim = role.get(random.nextInt(TEN));
      TimeUnit.MILLISECONDS.sleep(random.nextInt(700));
      victim.kill();
      victim.start();
    }
    Instant last = Instant.now();
    long stored = Verdict.samples(api);
    awaitSamples(api, stored + 1, Duration.ofMinutes(1));
    await(api, view -> view.reportedSince(last) == 2 * TEN);
  }

  /** Nine of each go at once, half of them without a word; the last one streams on, then faster. */
  private void leaveOne(RoleProcesses roles, StoreReader api) throws Exception {
    List<RoleProcess> leaving = new ArrayList<>(roles.streamers.subList(1, TEN));
    leaving.addAll(roles.collectors.subList(1, TEN));
    Collections.shuffle(leaving, random);
    for (RoleProcess killed : leaving.subList(0, TEN)) {
      killed.kill();
    }
    for (RoleProcess stopped : leaving.subList(TEN, leaving.size())) {
      stopped.stop();
    }
    long stored = Verdict.samples(api);
    awaitSamples(api, stored + 2_000, Duration.ofMinutes(1));
    RoleProcess last = roles.streamers.getFirst();
    last.stop();
    last.set("RATE", "0");
    last.start();
  }

  /** Rows that each streamer put into the log in a time in which all ten were there. */
  private static Map<String, Long> rows(List<SampleBatch> log, Instant from, Instant to) {
    Map<String, Long> rows = new TreeMap<>();
    for (SampleBatch batch : log) {
      Instant collected = time(batch);
      if (collected.isAfter(from) && collected.isBefore(to)) {
        rows.merge(batch.origin().source(), (long) batch.size(), Long::sum);
      }
    }
    return rows;
  }

  private static void requireShares(String what, Map<String, Long> counts) {
    long sum = counts.values().stream().mapToLong(Long::longValue).sum();
    System.out.println(what + ": " + counts);
    assertThat(counts).as(what).hasSize(TEN);
    assertThat(counts.values())
        .as("share above 2 %% in %s", what)
        .allMatch(count -> count > sum * 0.02);
  }

  /** The first batch of each streamer came soon after it was connected. */
  private static void requireSharedSoon(List<SampleBatch> log, Map<String, Instant> joined) {
    Map<String, Instant> first = new TreeMap<>();
    for (SampleBatch batch : log) {
      first.merge(batch.origin().source(), time(batch), (a, b) -> a.isBefore(b) ? a : b);
    }
    first.forEach((name, at) ->
        assertThat(Duration.between(joined.getOrDefault(name, at), at))
            .as("from %s being connected to its first batch", name)
            .isLessThan(Duration.ofSeconds(5)));
  }

  private static Instant time(SampleBatch batch) {
    return Instant.EPOCH.plus(batch.origin().collectedAtMicros(), ChronoUnit.MICROS);
  }

  private static void awaitSamples(StoreReader api, long atLeast, Duration atMost) {
    Awaitility.await()
        .atMost(atMost)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> Verdict.samples(api), samples -> samples >= atLeast);
  }
}
