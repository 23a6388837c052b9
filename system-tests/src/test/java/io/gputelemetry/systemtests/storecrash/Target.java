package io.gputelemetry.systemtests.storecrash;

import java.util.Optional;
import java.util.Random;

/**
 * The call to the disk at which a writer is to be killed.
 *
 * @param phase calls of this phase count; empty if all do
 * @param skip so many of them are let through
 * @param moment where in the call
 */
record Target(Optional<Phase> phase, int skip, Moment moment) {
  private static final String ANY = "ANY";

  /** Where in a call. */
  enum Moment {
    /** Nothing of it was done. */
    BEFORE,
    /** Half of the bytes are written; of other calls nothing was done. */
    HALFWAY,
    /** All of it was done, and nobody was told. */
    AFTER,
    /** It is under way and goes on, as everything else does, until the kill comes. */
    MOVING
  }

  /** Any of the next calls. */
  static Target any(int skip, Moment moment) {
    return new Target(Optional.empty(), skip, moment);
  }

  static Target random(Optional<Phase> phase, Random random) {
    int often = phase.map(Phase::often).orElse(600);
    Moment[] moments = Moment.values();
    return new Target(phase, random.nextInt(often), moments[random.nextInt(moments.length)]);
  }

  static Target parse(String phase, String skip, String moment) {
    return new Target(
        phase.equals(ANY) ? Optional.empty() : Optional.of(Phase.valueOf(phase)),
        Integer.parseInt(skip),
        Moment.valueOf(moment));
  }

  boolean counts(Phase called) {
    return phase.isEmpty() || phase.get() == called;
  }

  /** Three words. */
  @Override
  public String toString() {
    return phase.map(Phase::name).orElse(ANY) + " " + skip + " " + moment;
  }
}
