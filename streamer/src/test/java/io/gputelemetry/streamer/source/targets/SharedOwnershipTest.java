package io.gputelemetry.streamer.source.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedOwnershipTest {
  private static final int TARGETS = 1_000;

  private static final List<Target> ALL =
      IntStream.range(0, TARGETS)
          .mapToObj(number -> Target.of("node-" + number, Map.of(), "j"))
          .toList();

  private final List<Optional<Set<String>>> answers = new ArrayList<>();
  private long nanos;

  private static SharedOwnership refreshed(String self, Set<String> members) {
    SharedOwnership ownership = new SharedOwnership(self, () -> Optional.of(members), () -> 0);
    ownership.refresh();
    return ownership;
  }

  /** The one owner of each target, as the members see it, each for itself. */
  private static Map<Target, String> owners(Set<String> members) {
    Map<Target, String> owners = new HashMap<>();
    for (String member : members) {
      SharedOwnership ownership = refreshed(member, members);
      for (Target target : ALL) {
        if (ownership.owns(target)) {
          assertThat(owners.put(target, member)).as("two own %s", target.url()).isNull();
        }
      }
    }
    return owners;
  }

  private static Set<String> members(int count) {
    Set<String> names = new TreeSet<>();
    IntStream.range(0, count).forEach(number -> names.add("streamer-" + number));
    return names;
  }

  @Test
  void target_hasOneOwner_andMembersHaveAboutAsMany() {
    for (int count : new int[] {1, 2, 3, 10}) {
      Map<Target, String> owners = owners(members(count));
      assertThat(owners).hasSize(TARGETS);
      for (String member : members(count)) {
        long own = owners.values().stream().filter(member::equals).count();
        assertThat(own).isBetween(TARGETS / count / 2L, TARGETS * 2L / count);
      }
    }
  }

  @Test
  void member_thatComes_takesOnlyWhatIsItsOwn() {
    Map<Target, String> before = owners(members(4));
    Map<Target, String> after = owners(members(5));

    for (Target target : ALL) {
      assertThat(after.get(target)).isIn(before.get(target), "streamer-4");
    }
    assertThat(after).isNotEqualTo(before);
  }

  @Test
  void membersUnknown_thoseKnownLastCount() {
    answers.add(Optional.of(Set.of("a", "b")));
    answers.add(Optional.empty());
    SharedOwnership ownership = new SharedOwnership("a", answers::removeFirst, () -> nanos);

    ownership.refresh();
    List<Target> own = owned(ownership);
    assertThat(own).hasSizeBetween(TARGETS / 4, TARGETS * 3 / 4);
    ownership.refresh();
    assertThat(owned(ownership)).isEqualTo(own);
  }

  @Test
  void streamer_thatIsNotListedYet_hasNothing() {
    SharedOwnership ownership = refreshed("new", Set.of("old"));

    assertThat(owned(ownership)).isEmpty();
  }

  @Test
  void member_thatGoes_leavesItsTargetsAtOnce() {
    answers.add(Optional.of(Set.of("a", "b")));
    answers.add(Optional.of(Set.of("a")));
    SharedOwnership ownership = new SharedOwnership("a", answers::removeFirst, () -> nanos);
    ownership.refresh();
    ownership.refresh();

    assertThat(owned(ownership)).isEqualTo(ALL);
  }

  @Test
  void broker_thatForgotEveryone_isGivenTimeToListThemAgain() {
    answers.add(Optional.of(Set.of("a", "b")));
    answers.add(Optional.of(Set.of()));
    answers.add(Optional.of(Set.of("a")));
    answers.add(Optional.of(Set.of("a")));
    SharedOwnership ownership = new SharedOwnership("a", answers::removeFirst, () -> nanos);
    ownership.refresh();
    List<Target> own = owned(ownership);
    ownership.refresh();
    ownership.refresh();
    assertThat(owned(ownership)).isEqualTo(own);
    nanos += 7_000_000_000L;
    ownership.refresh();

    assertThat(owned(ownership)).isEqualTo(ALL);
  }

  private static List<Target> owned(SharedOwnership ownership) {
    return ALL.stream().filter(ownership::owns).toList();
  }
}
