package io.gputelemetry.queue;

/** How the broker stores the messages of a topic; nobody who publishes or reads sees it. */
public enum Compression {
  /** As they came. */
  NONE,
  /** Each batch by zstd, where that makes it smaller. */
  ZSTD
}
