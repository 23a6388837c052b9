package io.gputelemetry.streamer.source.targets;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Divides targets among the streamers that are there: a target is scraped by the member for which
 * its hash together with the member's name is the largest (rendezvous hashing). So everyone comes
 * to the same result without asking anybody, and if a member comes or goes, only targets move that
 * are its own.
 */
public final class SharedOwnership implements Ownership {
  private final String self;
  private final Supplier<Optional<Set<String>>> members;
  private Set<String> known;

  /**
   * Alone until the first {@link #refresh}.
   *
   * @param self the name of this streamer, another one for each
   * @param members the names of those that are there; empty if it cannot be told now, then those
   *     known last count. This streamer counts in any case
   */
  public SharedOwnership(String self, Supplier<Optional<Set<String>>> members) {
    this.self = self;
    this.members = members;
    this.known = Set.of(self);
  }

  @Override
  public void refresh() {
    members
        .get()
        .ifPresent(names -> {
          Collection<String> all = new TreeSet<>(names);
          all.add(self);
          known = Set.copyOf(all);
        });
  }

  @Override
  public boolean owns(Target target) {
    long own = rank(self, target);
    for (String other : known) {
      long rank = rank(other, target);
      // Equal ranks of two names: the first of them in the alphabet has it.
      if (rank > own || (rank == own && other.compareTo(self) < 0)) {
        return false;
      }
    }
    return true;
  }

  private static long rank(String member, Target target) {
    CRC32C name = new CRC32C();
    name.update(member.getBytes(StandardCharsets.UTF_8));
    // Mixed as the end of MurmurHash3 does: names that differ in one letter must rank unlike.
    long mixed = target.hash() ^ (name.getValue() * 0x9e3779b97f4a7c15L);
    mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
