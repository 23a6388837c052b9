package io.gputelemetry.systemtests.storecrash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a process that writes to the embedded store with SIGKILL, again and again in one directory,
 * at a chosen call to the disk each time: no acknowledged row is lost, none is there twice, none
 * that nobody sent, and values, times and attribution are those that were sent.
 */
@Tag("proof")
class StoreKillTest {
  private static final int CYCLES = Integer.getInteger("cycles", 200);
  private static final int MOST_CYCLES = CYCLES + CYCLES / 2;
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final List<Phase> PHASES = List.of(Phase.values());
  private static final int ANY_ONE_IN = 10;
  private static final int VERIFY_EVERY = 20;
  private static final int BATCHES_AGAIN = 3;
  private static final int AGAIN_BACK = 200;
  private static final int LOG_LINES = 15;

  private final Random random = new Random(SEED);
  private final SeededBatches batches = new SeededBatches(SEED);
  private final RowModel model = new RowModel();
  private final Map<Phase, Integer> fellIn = new EnumMap<>(Phase.class);
  private final List<Phase> turn = new ArrayList<>();
  private List<Long> unacknowledged = List.of();
  private long next;
  private long acknowledged;
  private long compared;
  private long expired;
  private int moving;
  private String last = "nothing yet";

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void killedAtAnyCallToTheDisk_holdsWhatItAcknowledged(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
    Path store = directory.resolve("store");
    Aftermath aftermath = new Aftermath(store, directory.resolve("copy"));
    int cycle = 0;
    Path log = directory.resolve("log");
    StoreWriter spare = StoreWriter.start(log);
    try {
      for (; cycle < CYCLES || (isAnyLeftOut() && cycle < MOST_CYCLES); cycle++) {
        // The next one starts while this one works.
        StoreWriter writer = spare;
        spare = StoreWriter.start(log);
        killOnce(writer, store, cycle);
        look(aftermath, cycle);
      }
    } catch (AssertionError | RuntimeException | IOException e) {
      throw new AssertionError(
          "seed %d, cycle %d, %s, files kept in %s: %s\n%s"
              .formatted(SEED, cycle, last, directory, e.getMessage(), printed(log)),
          e);
    } finally {
      spare.close();
      print(cycle);
    }
    assertThat(fellIn.keySet()).as("phases a kill fell in, seed " + SEED).containsAll(PHASES);
  }

  private void killOnce(StoreWriter writer, Path store, int cycle)
      throws IOException, InterruptedException {
    boolean atAny = cycle % ANY_ONE_IN == ANY_ONE_IN - 1;
    Optional<Phase> phase = atAny ? Optional.empty() : Optional.of(nextPhase());
    Target target = Target.random(phase, random);
    last = "target " + target;
    WriterOrders orders = new WriterOrders(store.toString(), SEED, next, unacknowledged, target);
    try (writer) {
      writer.workUntilKilled(orders, this::hear);
    }
  }

  private boolean isAnyLeftOut() {
    return fellIn.size() < PHASES.size();
  }

  /** Each in turn, in another order each time, so that each start meets what each phase leaves. */
  private Phase nextPhase() {
    if (turn.isEmpty()) {
      turn.addAll(PHASES);
      Collections.shuffle(turn, random);
    }
    return turn.removeLast();
  }

  private void hear(Said said) {
    switch (said) {
      case Said.Opened(long samples) ->
          assertThat(samples).as("rows when the writer opened").isEqualTo(model.size());
      case Said.Sent(long id, long number) -> {
        model.sent(id, number, batches.batch(number));
        next = Math.max(next, number + 1);
      }
      case Said.Stored(long id, var receipt) -> {
        model.stored(id, receipt);
        acknowledged++;
      }
      case Said.ExpiryAsked(long olderThan) -> model.expiryAsked(olderThan);
      case Said.Expired(long olderThan, long removed) -> {
        model.expired(olderThan, removed);
        expired += removed;
      }
      case Said.Reached(Phase phase, boolean goesOn) -> {
        last += ", killed in " + phase;
        if (goesOn) {
          moving++;
        } else {
          fellIn.merge(phase, 1, Integer::sum);
        }
      }
    }
  }

  private void look(Aftermath aftermath, int cycle) throws IOException {
    unacknowledged = model.unacknowledged();
    if (cycle % VERIFY_EVERY == VERIFY_EVERY - 1) {
      aftermath.verify();
    }
    List<SampleBatch> again = new ArrayList<>();
    unacknowledged.forEach(number -> again.add(batches.batch(number)));
    for (int i = 0; i < BATCHES_AGAIN && next > 0; i++) {
      again.add(batches.batch(Math.max(0, next - 1 - random.nextInt(AGAIN_BACK))));
    }
    aftermath.compare(model, SeededBatches.timeOf(next), again);
    compared += model.size();
  }

  /** The end of what the writers printed: why one ended by itself. */
  private static String printed(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }

  private void print(int cycles) {
    StringBuilder line = new StringBuilder("store kills: " + cycles + ", seed " + SEED + ", in:");
    fellIn.forEach((phase, count) -> line.append(' ').append(phase).append(' ').append(count));
    System.out.println(
        line
            + ", on the move %d; %d batches sent, %d acknowledged, %d rows compared, %d expired"
                .formatted(moving, next, acknowledged, compared, expired));
  }
}
