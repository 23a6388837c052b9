package io.gputelemetry.queue;

import java.util.List;

/**
 * What the clients of a role that are not connected any more left out, since the broker started.
 *
 * @param role for example {@code streamer}
 * @param drops by reason, as their last reports said; at most 64
 */
public record DepartedDrops(String role, List<Drop> drops) {
  public DepartedDrops {
    drops = List.copyOf(drops);
  }
}
