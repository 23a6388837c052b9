package io.gputelemetry.embedded.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.embedded.EmbeddedConfig;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.embedded.check.Finding.Kind;
import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.SealedWriter;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.store.BatchOf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StoreCheckTest {
  private static final EmbeddedConfig TINY = EmbeddedConfig.DEFAULT.withHeadBytes(1_024);
  private static final String METRIC = "DCGM_FI_DEV_GPU_UTIL";
  private static final int ROWS = 50;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final List<Finding> found = new ArrayList<>();
  private final List<Long> progress = new ArrayList<>();
  private long allBytes;

  @Test
  void wholeStore_isWhole_andIsLeftAsItIs() throws IOException {
    twoSealedFiles();
    open(EmbeddedConfig.DEFAULT, 2_000);
    Map<String, byte[]> before = contents();

    CheckTotals totals = check();

    assertThat(found).isEmpty();
    assertThat(totals.files()).isEqualTo(2);
    assertThat(totals.samples()).isEqualTo(2 * ROWS);
    assertThat(totals.chunks()).isEqualTo(4);
    assertThat(totals.logBatches()).isEqualTo(1);
    assertThat(totals.series()).isEqualTo(2);
    assertThat(totals.damages()).isZero();
    assertThat(progress).isSorted().last().isEqualTo(totals.bytes()).isEqualTo(allBytes);
    assertThat(contents()).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void sealedFile_withAnyByteFlipped_isDamaged() throws IOException {
    twoSealedFiles();
    String name = names("sealed").getLast();
    byte[] content = content("sealed", name);
    for (int at = 0; at < content.length; at++) {
      byte[] flipped = content.clone();
      flipped[at] ^= 0x10;
      replace("sealed", name, flipped);
      assertThat(check().damages()).as("byte " + at).isPositive();
      assertThat(found).allMatch(each -> each.file().equals("sealed/" + name));
      assertThat(found).noneMatch(each -> each.problem().contains(name));
    }
  }

  @Test
  void sealedFile_cutAnywhere_isDamaged() throws IOException {
    twoSealedFiles();
    String name = names("sealed").getFirst();
    byte[] content = content("sealed", name);
    for (int length = 0; length < content.length; length++) {
      replace("sealed", name, Arrays.copyOf(content, length));
      assertThat(check().damages()).as("length " + length).isEqualTo(1);
    }
  }

  @Test
  void chunk_thatIsDamaged_isNamedByItsFirstByte_andTheOthersAreChecked() throws IOException {
    twoSealedFiles();
    String name = names("sealed").getFirst();
    byte[] content = content("sealed", name);
    content[20] ^= 1;
    replace("sealed", name, content);

    CheckTotals totals = check();

    assertThat(totals.chunks()).isEqualTo(4);
    assertThat(found)
        .singleElement()
        .satisfies(finding -> assertThat(finding.position()).hasValue(16))
        .satisfies(finding -> assertThat(finding.problem()).contains("fails the check"));
  }

  @Test
  void catalogThatIsGone_isDamage() throws IOException {
    twoSealedFiles();
    deleteAll("catalog");
    check();
    assertThat(problems()).anyMatch(problem -> problem.contains("but the catalog has 0"));
    assertThat(problems()).anyMatch(problem -> problem.contains("catalog does not have"));
  }

  @Test
  void catalog_thatIsDamaged_isNamedWithItsByte() throws IOException {
    twoSealedFiles();
    String name = names("catalog").getFirst();
    byte[] content = content("catalog", name);
    content[content.length / 2] ^= 1;
    replace("catalog", name, content);
    check();
    assertThat(found)
        .anyMatch(each -> each.file().equals("catalog/" + name) && each.position().isPresent());
  }

  @Test
  void logThatIsGone_isDamage() throws IOException {
    twoSealedFiles();
    deleteAll("wal");
    check();
    assertThat(problems()).singleElement().asString().contains("the log was lost or replaced");
  }

  @Test
  void tornEnd_unfinishedFile_andFileSetAside_areNoDamage() throws IOException {
    twoSealedFiles();
    String log = names("wal").getLast();
    byte[] content = content("wal", log);
    replace("wal", log, Arrays.copyOf(content, content.length + 30));
    disk.directory("sealed").create("0000000009.tmp").close();
    disk.directory("sealed").create("0000000008_0_1.samples.damaged").close();

    CheckTotals totals = check();

    assertThat(totals.damages()).isZero();
    assertThat(totals.setAside()).isEqualTo(1);
    assertThat(found.stream().map(Finding::kind))
        .containsExactly(Kind.SET_ASIDE, Kind.LEFT_OVER, Kind.LEFT_OVER);
    assertThat(found.getLast().file()).isEqualTo("wal/" + log);
  }

  @Test
  void fileThatWasWrittenWrongly_isDamage() throws IOException {
    twoSealedFiles();
    Columns rows = new Columns(2);
    rows.size = 2;
    rows.times[0] = 5;
    rows.times[1] = 4;
    rows.descriptions[0] = 77;
    try (SealedWriter writer = new SealedWriter(disk.directory("sealed"), 7)) {
      writer.add(1, rows);
      writer.add(0, rows);
      writer.add(99, rows);
      writer.addTurn(1);
      var _ = writer.finish(0).publish();
    }

    check();

    assertThat(problems())
        .anyMatch(problem -> problem.contains("series 0 from 5 on stands behind series 1"))
        .anyMatch(problem -> problem.contains("not ordered by time"))
        .anyMatch(problem -> problem.contains("descriptions that the catalog does not have"))
        .anyMatch(problem -> problem.contains("series 99, but the catalog has 2"));
  }

  @Test
  void fileOfAnotherVersion_isSaidSo() throws IOException {
    twoSealedFiles();
    String name = names("sealed").getFirst();
    replace("sealed", name, new byte[] {1, 2, 3});
    check();
    assertThat(problems()).singleElement().asString().contains("header is not that of a sealed");
  }

  @Test
  void facts_ofTheFiles_areInTheirOrder_withoutTheDamagedOne() throws IOException {
    twoSealedFiles();
    assertThat(FileFacts.of(disk)).hasSize(2).allMatch(facts -> facts.samples() == ROWS);
    assertThat(FileFacts.of(disk).getLast().firstMicros()).isEqualTo(1_000);
    replace("sealed", names("sealed").getFirst(), new byte[3]);
    assertThat(FileFacts.of(disk)).hasSize(1);
    assertThat(FileFacts.of(new SimulatedDisk())).isEmpty();
    assertThat(disk.directories()).containsExactlyInAnyOrderElementsOf(StoreCheck.DIRECTORIES);
  }

  private void twoSealedFiles() throws IOException {
    open(TINY, 0);
    open(TINY, 1_000);
    assertThat(names("sealed")).hasSize(2);
  }

  /** Appends rows of two series. */
  private void open(EmbeddedConfig config, long start) throws IOException {
    BatchOf batch = new BatchOf();
    for (int i = 0; i < ROWS; i++) {
      batch.row(BatchOf.series(i % 2, METRIC), start + i, i % 7 == 0 ? Double.NaN : i / 4.0);
    }
    try (EmbeddedStore store = EmbeddedStore.open(disk, config, () -> 9_000, failure -> {})) {
      assertThat(store.append(batch.build()).stored()).isEqualTo(ROWS);
    }
  }

  private CheckTotals check() throws IOException {
    found.clear();
    progress.clear();
    return StoreCheck.check(
        disk,
        new CheckListener() {
          @Override
          public void found(Finding finding) {
            found.add(finding);
          }

          @Override
          public void checked(long bytes, long all) {
            progress.add(bytes);
            allBytes = all;
          }
        });
  }

  private List<String> problems() {
    return found.stream().map(Finding::problem).toList();
  }

  private Map<String, byte[]> contents() throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    for (String directory : disk.directories()) {
      for (String name : names(directory)) {
        contents.put(directory + "/" + name, content(directory, name));
      }
    }
    return contents;
  }

  private List<String> names(String directory) throws IOException {
    return disk.directory(directory).list();
  }

  private byte[] content(String directory, String name) throws IOException {
    return ((SimulatedDisk) disk.directory(directory)).content(name);
  }

  private void replace(String directory, String name, byte[] content) throws IOException {
    ((SimulatedDisk) disk.directory(directory)).replace(name, content);
  }

  private void deleteAll(String directory) throws IOException {
    Disk below = disk.directory(directory);
    for (String name : below.list()) {
      below.delete(name);
    }
  }
}
