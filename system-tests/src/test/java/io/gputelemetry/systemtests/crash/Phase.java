package io.gputelemetry.systemtests.crash;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What a process can be doing when it is killed. */
enum Phase {
  /** The broker writes messages. */
  APPEND(0),
  /** The broker syncs its log. */
  SYNC(1),
  /** A collector waits for messages that are about to be leased to it. */
  LEASE(2),
  /** The store writes or syncs its log. */
  STORE_WRITE(3),
  /** The store seals its head into a file. */
  SEAL(4),
  /** A member of a group acknowledges. */
  ACK(5),
  /** The broker writes or syncs the snapshot with which a new segment begins. */
  CHECKPOINT(6),
  /** The broker gives a new segment its name, and syncs the directory. */
  ROLL(7);

  /** What the all-in-one process does all the time; its segments are too large to roll. */
  static final Set<Phase> OF_PIPELINE =
      Collections.unmodifiableSet(EnumSet.of(APPEND, SYNC, LEASE, STORE_WRITE, SEAL, ACK));

  /** What a broker with small segments does. */
  static final Set<Phase> OF_BROKER =
      Collections.unmodifiableSet(EnumSet.of(APPEND, SYNC, ACK, ROLL, CHECKPOINT));

  /** Its place in the file of the phases. */
  private final int slot;

  Phase(int slot) {
    this.slot = slot;
  }

  int slot() {
    return slot;
  }
}
