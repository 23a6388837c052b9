package io.gputelemetry.streamer.source.targets;

/**
 * The part of all targets that one of several streamers scrapes. Each target has exactly one owner.
 *
 * @param index which of the streamers, from 0
 * @param count how many share the targets, at least 1
 */
public record Shard(int index, int count) {
  /** All targets. */
  public static final Shard WHOLE = new Shard(0, 1);

  public Shard {
    if (index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "there is no shard %d of %d; they are counted from 0".formatted(index, count));
    }
  }

  /** Whether this part has the target. */
  public boolean owns(Target target) {
    return Math.floorMod(target.hash(), (long) count) == index;
  }
}
