package io.gputelemetry.streamer.source.targets;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Divides targets among the streamers that are there: a target is scraped by the member for which
 * its hash together with the member's name is the largest (rendezvous hashing). So everyone comes
 * to the same result without asking anybody, and if a member comes or goes, only targets move that
 * are its own.
 */
public final class SharedOwnership implements Ownership {
  /** Within this time everyone is listed again by a broker that had forgotten them. */
  private static final Duration SETTLING = Duration.ofSeconds(6);

  private final String self;
  private final Supplier<Optional<Set<String>>> members;
  private final LongSupplier nanoTime;
  private Set<String> known = Set.of();
  private long unlistedAtNanos;

  /**
   * Without any target until the first {@link #refresh} that lists this streamer: as long as the
   * others do not know of it, they scrape everything.
   *
   * @param self the name of this streamer, another one for each
   * @param members the names of those that are there; empty if it cannot be told now, then those
   *     known last count
   * @param nanoTime for how long those are kept that a broker may have forgotten
   */
  public SharedOwnership(
      String self, Supplier<Optional<Set<String>>> members, LongSupplier nanoTime) {
    this.self = self;
    this.members = members;
    this.nanoTime = nanoTime;
    this.unlistedAtNanos = nanoTime.getAsLong() - SETTLING.toNanos();
  }

  @Override
  public void refresh() {
    Optional<Set<String>> names = members.get().filter(listed -> listed.contains(self));
    if (names.isEmpty()) {
      unlistedAtNanos = nanoTime.getAsLong();
      return;
    }
    Set<String> now = new TreeSet<>(names.get());
    if (nanoTime.getAsLong() - unlistedAtNanos < SETTLING.toNanos()) {
      // A broker that forgot this streamer forgot the others, too; they are listed one by one.
      now.addAll(known);
    }
    known = Set.copyOf(now);
  }

  @Override
  public boolean owns(Target target) {
    if (known.isEmpty()) {
      return false;
    }
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
