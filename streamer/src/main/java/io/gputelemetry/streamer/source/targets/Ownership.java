package io.gputelemetry.streamer.source.targets;

import io.gputelemetry.streamer.source.Shard;

/** Which targets a streamer scrapes. Used by one thread. */
public interface Ownership {
  /** Whether this streamer has the target. */
  boolean owns(Target target);

  /** Looks anew at what decides it. */
  default void refresh() {}

  /** All targets. */
  static Ownership all() {
    return target -> true;
  }

  /** Those whose URL the shard has. */
  static Ownership of(Shard shard) {
    return target -> shard.has(target.url().toString());
  }
}
