package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.queue.Durability;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What kind of run this is, chosen from the seed: which faults there are and how often, how fast
 * everything is, how large.
 *
 * @param faults that happen
 * @param troubleNanos how long they happen
 * @param faultGapNanos between two of a kind, on average
 * @param networkNanos the longest way of a frame
 * @param patienceNanos how long clients wait for an answer
 * @param turnNanos the longest time until the broker takes its turn
 * @param payloadBytes the largest message
 * @param visibilityMillis how long leases run
 * @param maxDeliveries failures that make a dead letter
 * @param reserveBytes of the disk that publishes leave free
 * @param poisonEach one message of so many cannot be used
 * @param replayTimes how often dead letters of the default topic are replayed by themselves; 0:
 *     never
 * @param durability of a topic beside it that promises less than the others; synced: there is none
 * @param bounded whether there is a topic with a small log beside the default one
 */
record Weather(
    Set<Fault> faults,
    long troubleNanos,
    long faultGapNanos,
    long networkNanos,
    long patienceNanos,
    long turnNanos,
    int payloadBytes,
    int visibilityMillis,
    int maxDeliveries,
    long reserveBytes,
    int poisonEach,
    int replayTimes,
    Durability durability,
    boolean bounded) {

  static Weather of(Random random) {
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    int outOf = 2 + random.nextInt(3);
    for (Fault fault : Fault.values()) {
      if (random.nextInt(outOf) == 0) {
        faults.add(fault);
      }
    }
    return new Weather(
        faults,
        Agenda.MILLI * (800 + random.nextInt(3_000)),
        Agenda.MILLI * pick(random, 100, 300, 800),
        Agenda.MILLI * pick(random, 1, 5, 25),
        Agenda.MILLI * pick(random, 60, 300, 2_000),
        Agenda.MILLI * pick(random, 1, 5),
        pick(random, 80, 800, 6_000),
        pick(random, 200, 700, 2_000),
        2 + random.nextInt(3),
        pick(random, 0, 64 << 10, 512 << 10),
        pick(random, 15, 60, 1_000_000),
        pick(random, 0, 1, 2),
        List.of(Durability.SYNCED, Durability.WRITTEN, Durability.MEMORY).get(random.nextInt(3)),
        random.nextBoolean());
  }

  boolean has(Fault fault) {
    return faults.contains(fault);
  }

  /** Whether there is a topic that may lose its end. */
  boolean mayLose() {
    return durability != Durability.SYNCED;
  }

  /** How long the broker may stand still. */
  long pauseNanos() {
    return has(Fault.PAUSE) ? 400 * Agenda.MILLI : 0;
  }

  private static int pick(Random random, int... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
