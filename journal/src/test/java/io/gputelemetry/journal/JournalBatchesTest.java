package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JournalBatchesTest {
  private static final JournalConfig CONFIG =
      new JournalConfig(64 << 10, 1L << 30, Duration.ofDays(1), 4 << 10);

  private final SimulatedDisk disk = new SimulatedDisk();

  @Test
  void read_ofAJournalWithSeveralFiles_givesWhatWasAppended_andChangesNothing() throws IOException {
    write("a", "b", "c");
    List<String> files = disk.list();
    List<byte[]> before = contents();

    List<String> read = new ArrayList<>();
    long end = JournalBatches.read(disk, batch -> read.add(text(batch)));

    assertThat(read).filteredOn(text -> !text.isEmpty()).containsExactly("a", "b", "c");
    assertThat(end).isEqualTo(3);
    assertThat(files).hasSizeGreaterThan(1).isEqualTo(disk.list());
    assertThat(contents()).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void read_ofATornEnd_endsBeforeIt() throws IOException {
    write("a", "b");
    String newest = disk.list().getLast();
    byte[] content = disk.content(newest);
    disk.replace(newest, Arrays.copyOf(content, content.length + 9));
    assertThat(JournalBatches.read(disk, batch -> {})).isEqualTo(2);
  }

  @Test
  void read_withoutAJournal_givesNothing() throws IOException {
    assertThat(JournalBatches.read(disk, batch -> {})).isZero();
    assertThat(disk.list()).isEmpty();
  }

  /** Each text in a file of its own. */
  private void write(String... texts) throws IOException {
    try (Journal journal =
        Journal.open(disk, CONFIG, () -> ByteBuffer.allocate(0), Journal.Replay.ALL, batch -> {})) {
      for (String text : texts) {
        ByteBuffer body = StandardCharsets.UTF_8.encode(text);
        journal.append(new Entry(1, 0, Entry.Tag.NONE, List.of(body)), 1);
        journal.sync();
        journal.roll(1);
      }
    }
  }

  private List<byte[]> contents() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (String name : disk.list()) {
      contents.add(disk.content(name));
    }
    return contents;
  }

  private static String text(Batch batch) {
    return batch.isControl() ? "" : StandardCharsets.UTF_8.decode(batch.body()).toString();
  }
}
