package io.gputelemetry.embedded.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.IndexEntry;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedReader;
import io.gputelemetry.embedded.sealed.SealedWriter;
import io.gputelemetry.journal.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Rows that are not what their index entry says, though every checksum is right. */
class ChunkCheckTest {
  private static final String DIFFERENT = "the index and the rows of the chunk differ in the ";

  @Test
  void rows_asWritten_areRight() throws IOException {
    assertThat(problems(rows -> {})).isEmpty();
  }

  @Test
  void rows_thatDiffer_areNamedByWhatDiffers() throws IOException {
    assertThat(problems(rows -> rows.times[0]--)).containsExactly(DIFFERENT + "first time");
    assertThat(problems(rows -> rows.times[3]++)).containsExactly(DIFFERENT + "last time");
    assertThat(problems(rows -> rows.values[2] = 7.5)).containsExactly(DIFFERENT + "sum");
    assertThat(problems(rows -> rows.values[0] = -9)).contains(DIFFERENT + "minimum");
    assertThat(problems(rows -> rows.values[1] = 99)).contains(DIFFERENT + "maximum");
    assertThat(problems(rows -> rows.values[3] = -0.0)).containsExactly(DIFFERENT + "last value");
    assertThat(problems(rows -> rows.descriptions[3] = 0))
        .containsExactly(DIFFERENT + "last description");
    assertThat(problems(rows -> rows.descriptions[2] = 2))
        .containsExactly("the chunk has descriptions that the catalog does not have");
    assertThat(problems(rows -> rows.times[2] = rows.times[1]))
        .containsExactly("the rows of the chunk are not ordered by time");
    assertThat(problems(rows -> rows.size = 3)).contains(DIFFERENT + "number of rows");
  }

  /** What is wrong with rows that were changed after they were read. */
  private static List<String> problems(Consumer<Columns> change) throws IOException {
    Columns rows = new Columns(4);
    rows.size = 4;
    for (int i = 0; i < 4; i++) {
      rows.times[i] = 10L * i;
      rows.values[i] = new double[] {1.5, 8, 2.25, 0.0}[i];
      rows.descriptions[i] = i / 3;
    }
    SimulatedDisk disk = new SimulatedDisk();
    try (SealedWriter writer = new SealedWriter(disk, 1)) {
      writer.add(0, rows);
      writer.addTurn(1);
      SealedFile file = writer.finish(0).publish();
      try (SealedReader reader = file.read()) {
        IndexEntry entry = reader.entry(0);
        reader.read(entry, rows);
        change.accept(rows);
        return new ChunkCheck(2).compare(rows, entry);
      }
    }
  }
}
