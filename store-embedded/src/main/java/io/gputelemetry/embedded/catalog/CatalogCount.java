package io.gputelemetry.embedded.catalog;

import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.JournalBatches;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How many numbers a catalog gave, told from its files, in which nothing is changed.
 *
 * @param series numbers of series: all below this one
 * @param descriptions numbers of descriptions: all below this one
 * @param problem why what follows could not be read; empty if all was
 */
public record CatalogCount(int series, int descriptions, Optional<String> problem) {

  /**
   * Counts in a directory, which may hold no catalog.
   *
   * @throws IOException if a newer version wrote it, or reading fails
   */
  public static CatalogCount read(Disk disk) throws IOException {
    Counting counting = new Counting();
    long _ = JournalBatches.read(disk, counting::batch);
    return new CatalogCount(counting.series, counting.descriptions, counting.problem);
  }

  private static final class Counting {
    private int labels;
    private int series;
    private int descriptions;
    private Optional<String> problem = Optional.empty();

    void batch(Batch batch) {
      ByteBuffer body = batch.body();
      while (problem.isEmpty() && !batch.isControl() && body.hasRemaining()) {
        int at = body.position();
        try {
          problem = record(body);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
          problem = Optional.of("a record that ends too early");
        }
        problem =
            problem.map(
                what -> what + ", at byte " + at + " of the batch at offset " + batch.baseOffset());
      }
    }

    private Optional<String> record(ByteBuffer body) {
      byte kind = body.get();
      switch (kind) {
        case CatalogCodec.LABELS -> {
          var _ = CatalogCodec.readLabels(body);
          labels++;
        }
        case CatalogCodec.DESCRIPTION -> {
          var _ = CatalogCodec.readGpu(body);
          var _ = CatalogCodec.readAttribution(body);
          descriptions++;
          int label = body.getInt();
          if (label < 0 || label >= labels) {
            return Optional.of("a description with label text " + label + " of " + labels);
          }
        }
        case CatalogCodec.SERIES -> {
          var _ = CatalogCodec.readSeries(body);
          series++;
        }
        default -> {
          return Optional.of("a record of kind " + kind + ", which this program does not know");
        }
      }
      return Optional.empty();
    }
  }
}
