package io.gputelemetry.systemtests.storecrash;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts calls to the disk. At the chosen one it says so, and its thread stays inside the call
 * until the process is killed. From any thread.
 */
final class Trap {
  private static final int SOON = 20;

  private final Voice voice;
  private Target target;
  private int left;
  private boolean sprung;

  Trap(Target target, Voice voice) {
    this.target = target;
    this.left = target.skip();
    this.voice = voice;
  }

  /** A call to the disk, or a part of one. */
  interface Call {
    void run() throws IOException;
  }

  /** Makes a call that is done at once. */
  void around(Phase phase, Call call) throws IOException {
    around(phase, () -> {}, call);
  }

  /**
   * Makes a call.
   *
   * @param half does the first half of it
   * @param whole does all of it
   */
  void around(Phase phase, Call half, Call whole) throws IOException {
    Optional<Target.Moment> due = count(phase);
    if (due.isEmpty()) {
      whole.run();
      return;
    }
    switch (due.get()) {
      case BEFORE -> {}
      case HALFWAY -> half.run();
      case AFTER -> whole.run();
      case MOVING -> {
        voice.say(new Said.Reached(phase, true));
        whole.run();
        return;
      }
    }
    voice.say(new Said.Reached(phase, false));
    stay();
  }

  private synchronized Optional<Target.Moment> count(Phase phase) {
    if (sprung || !target.counts(phase) || left-- > 0) {
      return Optional.empty();
    }
    sprung = true;
    return Optional.of(target.moment());
  }

  private static void stay() {
    while (true) {
      LockSupport.park();
    }
  }

  /** The store is open: calls that come before that do not come any more. */
  synchronized void opened() {
    if (target.phase().map(Phase::isOpening).orElse(false)) {
      goSoon();
    }
  }

  /** The phase does not come: any call will do. */
  synchronized void goSoon() {
    target = Target.any(SOON, target.moment());
    left = target.skip();
  }
}
