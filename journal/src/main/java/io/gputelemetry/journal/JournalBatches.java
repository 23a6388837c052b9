package io.gputelemetry.journal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the batches of a journal without opening it, and changes nothing. Whether what is not read
 * is a torn end or damage, {@link JournalCheck} tells.
 */
public final class JournalBatches {
  private JournalBatches() {}

  /**
   * Hands out every whole batch, oldest first, up to the first that is not right in each file.
   *
   * @return the offset behind the last of them; 0 if there is no journal
   * @throws IOException if a newer version wrote a file, or reading fails
   */
  public static long read(Disk disk, Consumer<Batch> batches) throws IOException {
    try (OpenFiles files = new OpenFiles(disk)) {
      List<JournalFiles.Found> all = new JournalFiles(disk, files).all();
      long end = 0;
      for (JournalFiles.Found found : all) {
        Optional<SegmentHeader> header = found.header();
        if (header.isPresent()) {
          end = read(files.file(found.name()), header.get(), batches);
        }
      }
      return end;
    }
  }

  private static long read(DiskFile file, SegmentHeader header, Consumer<Batch> batches)
      throws IOException {
    BatchScanner.Extent extent =
        new BatchScanner.Extent(file, header.salt(), header.start(), file.size());
    BatchScanner scanner = BatchScanner.ofBatches(extent);
    while (scanner.next()) {
      if (!scanner.batch().isGap()) {
        batches.accept(scanner.batch().batch());
      }
    }
    return scanner.behind().offset();
  }
}
