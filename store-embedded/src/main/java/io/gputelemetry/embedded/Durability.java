package io.gputelemetry.embedded;

/** What a receipt of the embedded store means. */
public enum Durability {
  /** The batch is on the disk: it survives a loss of power. */
  SYNCED,

  /**
   * The operating system has it: it survives a kill of the process. A loss of power may take what
   * came in the last second.
   */
  WRITTEN,

  /** The process has it: a kill may take what came in the last second. */
  MEMORY
}
