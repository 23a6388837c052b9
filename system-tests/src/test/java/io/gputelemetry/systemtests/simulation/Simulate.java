package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.systemtests.simulation.history.History;
import java.io.PrintStream;

/**
 * Runs seeds and says what came of them: {@code Simulate <how many> [<first> [<events shown>]]}.
 * Ends with 1 at the first seed that breaks a promise.
 */
public final class Simulate {
  private static final long REPORT_NANOS = 5_000_000_000L;

  private Simulate() {}

  public static void main(String[] arguments) {
    long seeds = Long.parseLong(arguments[0]);
    long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    int kept = arguments.length > 2 ? Integer.parseInt(arguments[2]) : History.KEPT;
    System.exit(run(System.out, first, seeds, kept) ? 0 : 1);
  }

  private static boolean run(PrintStream out, long first, long seeds, int kept) {
    long begin = System.nanoTime();
    long reported = begin;
    Tally tally = new Tally();
    for (long seed = first; seed < first + seeds; seed++) {
      Outcome outcome = new Simulation(seed, kept).run();
      tally.add(outcome);
      if (!outcome.isSound()) {
        out.println(outcome.report(seed));
        out.println(tally.line(System.nanoTime() - begin));
        return false;
      }
      if (System.nanoTime() - reported > REPORT_NANOS) {
        reported = System.nanoTime();
        out.println(tally.line(reported - begin));
      }
    }
    out.println(tally.outcomes());
    out.println(tally.line(System.nanoTime() - begin));
    return true;
  }
}
