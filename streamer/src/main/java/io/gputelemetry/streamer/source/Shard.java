package io.gputelemetry.streamer.source;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A fixed part of what there is, for streamers that divide the work by name: what has the number
 * {@code CRC32C(UTF-8 of the name) mod count}. Every name is in exactly one of the shards.
 *
 * @param count shards there are, at least 1
 * @param index which of them, from 0
 */
public record Shard(int count, int index) {
  /** All there is. */
  public static final Shard WHOLE = new Shard(1, 0);

  public Shard {
    if (count < 1 || index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "a shard is one of 1 or more, counted from 0; there is no shard %d of %d"
              .formatted(index, count));
    }
  }

  /**
   * Whether this shard has it.
   *
   * @param name the uuid of a GPU, or the address of a target
   */
  public boolean has(String name) {
    return hasHash(hash(name));
  }

  /** What the shard of a name follows from: not negative, the same in every shard. */
  static long hash(String name) {
    CRC32C hash = new CRC32C();
    hash.update(name.getBytes(StandardCharsets.UTF_8));
    return hash.getValue();
  }

  /** Whether this shard has the names of that hash. */
  boolean hasHash(long hash) {
    return hash % count == index;
  }
}
