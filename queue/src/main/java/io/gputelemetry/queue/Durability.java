package io.gputelemetry.queue;

/** What an acknowledgement of a publish means. */
public enum Durability {
  /** On disk: survives power loss. */
  SYNCED,
  /** In the operating system's memory: survives the end of the process. */
  WRITTEN,
  /** In the broker's memory. */
  MEMORY
}
