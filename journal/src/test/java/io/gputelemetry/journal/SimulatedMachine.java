package io.gputelemetry.journal;

import java.io.IOException;
import java.util.Optional;

/** What all directories of a simulated disk share: the faults to come, and who is running. */
final class SimulatedMachine {
  private long calls;
  private long failAt = Long.MAX_VALUE;
  private boolean failsAfter;
  private Optional<IOException> failure = Optional.empty();
  private long capacity = Long.MAX_VALUE;
  private int incarnation;

  synchronized void fail(long call, IOException with, boolean persistently) {
    failAt = call;
    failsAfter = persistently;
    failure = Optional.of(with);
  }

  synchronized void healthy() {
    failAt = Long.MAX_VALUE;
    failure = Optional.empty();
  }

  synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  synchronized long capacity() {
    return capacity;
  }

  synchronized long calls() {
    return calls;
  }

  /** Ends the process that runs: what it has open is closed. */
  synchronized void restart() {
    incarnation++;
    healthy();
  }

  synchronized int incarnation() {
    return incarnation;
  }

  /** Counts a call of this process, and says with what it has to fail. */
  synchronized Optional<IOException> next(int caller) {
    if (caller != incarnation) {
      return Optional.of(new IOException("the process that opened this is gone"));
    }
    calls++;
    boolean fails = failsAfter ? calls >= failAt : calls == failAt;
    return fails ? failure : Optional.empty();
  }

  /** Counts a call that has no effect when it fails. */
  void call(int caller) throws IOException {
    Optional<IOException> fault = next(caller);
    if (fault.isPresent()) {
      throw fault.get();
    }
  }
}
