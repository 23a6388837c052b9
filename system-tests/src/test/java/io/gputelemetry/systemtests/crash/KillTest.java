package io.gputelemetry.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the all-in-one process with SIGKILL while it works, starts it again, and compares in the
 * end what is in the log and in the store, row by row, with the input.
 */
@Tag("proof")
class KillTest {
  private static final int KILLS = Integer.getInteger("kills", 60);
  private static final int MOST_KILLS = 2 * KILLS;
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final List<Phase> PHASES = List.copyOf(Phase.OF_PIPELINE);
  private static final long PASSES = 4_000;
  private static final String RATE = "2500";

  private final Map<Phase, Integer> fellIn = new EnumMap<>(Phase.class);
  private final Random random = new Random(SEED);
  private int elsewhere;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void killedAgainAndAgain_storesEveryRowOnce(@TempDir Path directory) throws Exception {
    Path csv = directory.resolve("fleet.csv");
    Fleet.write(csv);
    Ports ports = Ports.free();
    PipelineProcess pipeline = new PipelineProcess(directory, csv, ports, PASSES);
    PhaseFile phases = PhaseFile.open(pipeline.phaseFile());
    int kills = 0;
    while (kills < KILLS || (fellIn.size() < PHASES.size() && kills < MOST_KILLS)) {
      phases.clear();
      Process process = pipeline.start(RATE);
      awaitInstant(process, phases, kills);
      assertThat(process.isAlive()).as("it runs until it is killed; " + tail(directory)).isTrue();
      PipelineProcess.kill(process);
      note(phases);
      kills++;
    }
    print(kills);
    assertThat(fellIn.keySet()).as("phases that a kill fell in, seed " + SEED).containsAll(PHASES);
    finish(pipeline, ports, directory, CsvModel.read(csv));
  }

  /** Half of the kills fall at a random instant of the process' life, the others inside a phase. */
  private void awaitInstant(Process process, PhaseFile phases, int kill)
      throws InterruptedException {
    Phase target = target(kill);
    if (random.nextBoolean() && fellIn.containsKey(target)) {
      process.waitFor(random.nextInt(2_500), TimeUnit.MILLISECONDS);
      return;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (phases.entered(Phase.ACK) < 3 && process.isAlive() && System.nanoTime() < deadline) {
      process.waitFor(5, TimeUnit.MILLISECONDS);
    }
    process.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS);
    while (!phases.isInside(target) && process.isAlive() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
  }

  /** The phases in turn; in the second half those that no kill fell in yet. */
  private Phase target(int kill) {
    List<Phase> missing = new ArrayList<>(PHASES);
    missing.removeAll(fellIn.keySet());
    List<Phase> candidates = kill < KILLS / 2 || missing.isEmpty() ? PHASES : missing;
    return candidates.get(kill % candidates.size());
  }

  private void note(PhaseFile phases) {
    Set<Phase> inside = phases.inside();
    // A collector waits for messages nearly always: only a kill in nothing else counts as in a
    // lease.
    if (inside.size() > 1) {
      inside.remove(Phase.LEASE);
    }
    inside.retainAll(PHASES);
    inside.forEach(phase -> fellIn.merge(phase, 1, Integer::sum));
    if (inside.isEmpty()) {
      elsewhere++;
    }
  }

  private void print(int kills) {
    StringBuilder line = new StringBuilder("kills: " + kills + ", seed " + SEED + ", fell in:");
    fellIn.forEach((phase, count) -> line.append(' ').append(phase).append(' ').append(count));
    System.out.println(line + ", elsewhere " + elsewhere);
  }

  private static void finish(PipelineProcess pipeline, Ports ports, Path directory, CsvModel model)
      throws Exception {
    Process process = pipeline.start("0");
    try {
      StoreReader store = new StoreReader(ports.api());
      long expected = PASSES * model.rows().size();
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(500))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> Verdict.samples(store) >= expected);
      Set<StoredRow> published = Verdict.published(ports.tcp(), model);
      assertThat(published).as("rows in the log; " + tail(directory)).hasSize((int) expected);
      Verdict.compare(store, published);
    } finally {
      PipelineProcess.kill(process);
    }
  }

  private static String tail(Path directory) throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }
}
