package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gputelemetry.journal.Journal.Replay;
import io.gputelemetry.journal.JournalCheck.Cure;
import io.gputelemetry.journal.JournalCheck.Damage;
import io.gputelemetry.journal.JournalCheck.FileState;
import io.gputelemetry.journal.JournalRepair.Repaired;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Damage at each kind of place of small journals, before and after a repair. */
class JournalRepairTest {
  private static final String FIRST = "0000000000000001.log";
  private static final String SECOND = "0000000000000002.log";
  private static final String THIRD = "0000000000000003.log";

  /** Batches of messages, by their first offset. */
  private final TreeMap<Long, String> written = new TreeMap<>();

  private final SimulatedDisk disk = new SimulatedDisk();
  private long end;

  JournalRepairTest() throws IOException {
    Random random = new Random(3);
    try (Journal journal = SegmentImage.open(disk, Replay.ALL, new ArrayList<>())) {
      for (int number = 0; number < 36; number++) {
        long base = journal.append(SegmentImage.entry(random, number % 4 == 3), number);
        if (number % 4 != 3) {
          written.put(base, SegmentImage.content(journal.read(base).orElseThrow()));
        }
        if (number % 12 == 11) {
          journal.roll(number);
        }
      }
      end = journal.endOffset();
    }
  }

  @Test
  void journal_thatIsWhole_hasNothingToRepair() throws IOException {
    List<FileState> states = JournalCheck.check(disk);
    assertThat(states).hasSize(4).allMatch(state -> state.damages().isEmpty());
    assertThat(states.stream().mapToLong(FileState::messages).sum()).isEqualTo(end);
    assertThat(JournalRepair.repair(disk)).isEmpty();
    assertThat(JournalCheck.check(new SimulatedDisk())).isEmpty();
  }

  @Test
  void flippedBit_anywhereInAClosedFile_becomesAGap_andAllElseStays() throws IOException {
    byte[] file = disk.content(SECOND);
    for (int position = SegmentHeader.BYTES; position < file.length; position += 11) {
      byte[] changed = file.clone();
      changed[position] ^= (byte) (1 << position % Byte.SIZE);
      SimulatedDisk damaged = copyWith(SECOND, changed);

      Damage damage = onlyDamage(damaged);
      assertThat(damage.file()).isEqualTo(SECOND);
      assertThat(damage.cure()).as("byte %d", position).isEqualTo(Cure.GAP);
      assertThat(damage.position()).isLessThanOrEqualTo(position);
      assertThat(JournalRepair.repair(damaged))
          .containsExactly(new Repaired(SECOND, "0000000000000002.damaged-1", Cure.GAP));
      assertThat(damaged.content("0000000000000002.damaged-1")).isEqualTo(changed);
      assertThat(damaged.content(SECOND)).hasSize(file.length);
      assertHasAllBut(damaged, damage.offset(), damage.endOffset());
    }
  }

  @Test
  void severalDamages_inSeveralFiles_areAGapEach() throws IOException {
    byte[] first = disk.content(FIRST);
    byte[] second = disk.content(SECOND);
    first[SegmentHeader.BYTES + 200]++;
    Arrays.fill(second, second.length / 2, second.length / 2 + 1_500, (byte) 0);
    second[second.length - 1]++;
    SimulatedDisk damaged = copyWith(FIRST, first);
    damaged.replace(SECOND, second);

    List<Damage> damages = damages(damaged);
    assertThat(damages).hasSize(3);
    assertThat(JournalRepair.repair(damaged)).hasSize(2);

    long lost = damages.stream().mapToLong(d -> d.endOffset() - d.offset()).sum();
    List<FileState> states = JournalCheck.check(damaged);
    assertThat(states).allMatch(state -> state.damages().isEmpty());
    assertThat(states.stream().mapToLong(FileState::gapMessages).sum()).isEqualTo(lost);
    assertThat(JournalRepair.repair(damaged)).as("a second time").isEmpty();
  }

  @Test
  void closedFile_cutAnywhere_endsWithAGap() throws IOException {
    byte[] file = disk.content(SECOND);
    for (int length = SegmentHeader.BYTES; length < file.length; length += 13) {
      SimulatedDisk damaged = copyWith(SECOND, Arrays.copyOf(file, length));
      Damage damage = onlyDamage(damaged);
      JournalRepair.repair(damaged);
      assertHasAllBut(damaged, damage.offset(), damage.endOffset());
    }
  }

  @Test
  void whoeverNeedsEveryBatch_isToldOfTheGap() throws IOException {
    byte[] file = disk.content(SECOND);
    file[file.length / 2]++;
    SimulatedDisk damaged = copyWith(SECOND, file);
    JournalRepair.repair(damaged);
    assertThatExceptionOfType(JournalGapException.class)
        .isThrownBy(() -> SegmentImage.open(damaged, Replay.ALL, new ArrayList<>()))
        .withMessageContaining(SECOND);
  }

  @Test
  void closedFile_thatGrew_isCut() throws IOException {
    byte[] file = disk.content(SECOND);
    SimulatedDisk damaged = copyWith(SECOND, Arrays.copyOf(file, file.length + 9));
    assertThat(onlyDamage(damaged).problem()).isEqualTo("9 bytes too many");
    JournalRepair.repair(damaged);
    assertThat(damaged.content(SECOND)).isEqualTo(file);
    assertHasAllBut(damaged, 0, 0);
  }

  @Test
  void fileHeader_thatIsDamaged_letsTheJournalBeginBehindIt() throws IOException {
    byte[] file = disk.content(SECOND);
    file[100]++;
    SimulatedDisk damaged = copyWith(SECOND, file);
    assertThat(onlyDamage(damaged).cure()).isEqualTo(Cure.LEAVE_OUT);
    assertThat(JournalRepair.repair(damaged))
        .containsExactly(
            new Repaired(FIRST, "0000000000000001.damaged-1", Cure.LEAVE_OUT),
            new Repaired(SECOND, "0000000000000002.damaged-1", Cure.LEAVE_OUT));
    assertBeginsAt(damaged, THIRD);
  }

  @Test
  void file_thatIsMissing_letsTheJournalBeginBehindIt() throws IOException {
    SimulatedDisk damaged = copyWith(FIRST, disk.content(FIRST));
    damaged.delete(SECOND);
    assertThat(onlyDamage(damaged).problem()).contains(SECOND + ", is missing");
    assertThat(JournalRepair.repair(damaged)).hasSize(1);
    assertBeginsAt(damaged, THIRD);
  }

  @Test
  void newestFile_thatIsDamaged_isReported_andLeftAlone() throws IOException {
    String newest = disk.list().stream().filter(name -> name.endsWith(".log")).toList().getLast();
    byte[] file = disk.content(newest);
    for (int position : new int[] {9, SegmentHeader.BYTES + 9}) {
      byte[] changed = file.clone();
      changed[position]++;
      SimulatedDisk damaged = copyWith(newest, changed);
      assertThat(onlyDamage(damaged).cure()).isEqualTo(Cure.NONE);
      Map<String, Integer> before = contents(damaged);
      assertThatExceptionOfType(JournalDamagedException.class)
          .isThrownBy(() -> JournalRepair.repair(damaged))
          .withMessageContaining(newest);
      assertThat(contents(damaged)).isEqualTo(before);
    }
  }

  @Test
  void tornTail_isNoDamage_andIsLeftToTheNextStart() throws IOException {
    SimulatedDisk torn = new SimulatedDisk();
    SegmentImage image = new SegmentImage(SegmentImage.Kind.KILLED, 1);
    torn.replace(FIRST, Arrays.copyOf(image.file(), image.file().length - 3));
    FileState state = JournalCheck.check(torn).getFirst();
    assertThat(state.damages()).isEmpty();
    assertThat(state.tornBytes()).isPositive();
    assertThat(JournalRepair.repair(torn)).isEmpty();
  }

  private void assertHasAllBut(SimulatedDisk repaired, long from, long to) throws IOException {
    assertThat(damages(repaired)).isEmpty();
    try (Journal journal = SegmentImage.open(repaired, Replay.FROM_SNAPSHOT, new ArrayList<>())) {
      assertThat(journal.endOffset()).isEqualTo(end);
      for (Map.Entry<Long, String> batch : written.entrySet()) {
        long base = batch.getKey();
        if (base < from || base >= to) {
          assertThat(SegmentImage.content(journal.read(base).orElseThrow()))
              .isEqualTo(batch.getValue());
        } else {
          assertThatExceptionOfType(JournalGapException.class)
              .isThrownBy(() -> journal.read(base))
              .satisfies(gap -> assertThat(gap.offset()).isEqualTo(from))
              .satisfies(gap -> assertThat(gap.endOffset()).isEqualTo(to));
        }
      }
    }
  }

  private void assertBeginsAt(SimulatedDisk repaired, String name) throws IOException {
    try (Journal journal = SegmentImage.open(repaired, Replay.ALL, new ArrayList<>())) {
      assertThat(repaired.list().getFirst()).doesNotEndWith(".log");
      assertThat(repaired.list()).contains(name).doesNotContain(FIRST, SECOND);
      assertThat(journal.firstOffset()).isPositive();
      assertThat(journal.endOffset()).isEqualTo(end);
      for (long base : written.tailMap(journal.firstOffset()).keySet()) {
        assertThat(SegmentImage.content(journal.read(base).orElseThrow()))
            .isEqualTo(written.get(base));
      }
    }
  }

  /** Checks, and that this changes nothing. */
  private static List<Damage> damages(SimulatedDisk damaged) throws IOException {
    Map<String, Integer> before = contents(damaged);
    List<Damage> damages =
        JournalCheck.check(damaged).stream().flatMap(state -> state.damages().stream()).toList();
    assertThat(contents(damaged)).isEqualTo(before);
    return damages;
  }

  private static Damage onlyDamage(SimulatedDisk damaged) throws IOException {
    List<Damage> damages = damages(damaged);
    assertThat(damages).hasSize(1);
    return damages.getFirst();
  }

  private static Map<String, Integer> contents(SimulatedDisk of) throws IOException {
    Map<String, Integer> contents = new TreeMap<>();
    for (String name : of.list()) {
      contents.put(name, Arrays.hashCode(of.content(name)));
    }
    return contents;
  }

  private SimulatedDisk copyWith(String name, byte[] bytes) throws IOException {
    SimulatedDisk copy = new SimulatedDisk();
    for (String each : disk.list()) {
      copy.replace(each, disk.content(each));
    }
    copy.replace(name, bytes);
    return copy;
  }
}
