package io.gputelemetry.systemtests.crash;

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
  /** A collector acknowledges. */
  ACK(5);

  /** Its place in the file of the phases. */
  private final int slot;

  Phase(int slot) {
    this.slot = slot;
  }

  int slot() {
    return slot;
  }
}
