package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Writes all rows of several files into one, series by series and in order of time. Keeps a chunk
 * of each file in memory, nothing more. Runs beside the owner thread, which gives the result its
 * name.
 */
final class Compaction {
  private final List<SealedFile> inputs;
  private final SealedWriter writer;
  private final BooleanSupplier stopped;
  private final Columns chunk = new Columns(SealedWriter.MAX_ROWS);

  /**
   * Does nothing yet.
   *
   * @param writer of the new file; closed in the end
   * @param stopped says that nobody needs the result any more
   */
  Compaction(List<SealedFile> inputs, SealedWriter writer, BooleanSupplier stopped) {
    this.inputs = inputs;
    this.writer = writer;
    this.stopped = stopped;
  }

  /** What became of it. */
  sealed interface Outcome {
    /** The new file is there, under its temporary name. */
    record Written(List<SealedFile> inputs, SealedWriter.Finished file) implements Outcome {}

    /** One of the files cannot be read. */
    record Damaged(SealedFile input, DamagedFileException damage) implements Outcome {}

    /** The disk failed. */
    record Failed(IOException cause) implements Outcome {}

    /** Nobody needs it. */
    record Stopped() implements Outcome {}
  }

  Outcome run() {
    List<CompactionInput> open = new ArrayList<>();
    try (writer) {
      int turns = 0;
      for (SealedFile file : inputs) {
        open.add(new CompactionInput(file, turns));
        turns += file.turns();
      }
      return merge(open);
    } catch (CompactionInput.Damage e) {
      return new Outcome.Damaged(e.file(), e.cause());
    } catch (IOException e) {
      return new Outcome.Failed(e);
    } finally {
      open.forEach(CompactionInput::close);
    }
  }

  private Outcome merge(List<CompactionInput> open) throws IOException {
    for (int series = next(open); series < Integer.MAX_VALUE; series = next(open)) {
      if (!merge(series, having(series, open))) {
        return new Outcome.Stopped();
      }
    }
    for (CompactionInput input : open) {
      input.copyTurns(writer);
    }
    long logEnd = inputs.stream().mapToLong(SealedFile::logEnd).max().orElse(0);
    long[] replaced = inputs.stream().mapToLong(SealedFile::ordinal).toArray();
    return new Outcome.Written(inputs, writer.finish(logEnd, replaced));
  }

  private static int next(List<CompactionInput> open) {
    int next = Integer.MAX_VALUE;
    for (CompactionInput input : open) {
      next = Math.min(next, input.series());
    }
    return next;
  }

  private static List<CompactionInput> having(int series, List<CompactionInput> open) {
    List<CompactionInput> having = new ArrayList<>();
    for (CompactionInput input : open) {
      if (input.series() == series) {
        having.add(input);
      }
    }
    return having;
  }

  /** Writes a series; says whether it came to the end. */
  private boolean merge(int series, List<CompactionInput> having) throws IOException {
    chunk.size = 0;
    while (!having.isEmpty()) {
      CompactionInput first = first(having);
      first.moveBefore(timeOfNext(having, first), chunk);
      if (first.series() != series) {
        having.remove(first);
      }
      if (chunk.size == SealedWriter.MAX_ROWS || having.isEmpty()) {
        if (stopped.getAsBoolean()) {
          return false;
        }
        writer.add(series, chunk);
        chunk.size = 0;
      }
    }
    return true;
  }

  private static CompactionInput first(List<CompactionInput> having) {
    CompactionInput first = having.getFirst();
    for (CompactionInput input : having) {
      if (input.time() < first.time()) {
        first = input;
      }
    }
    return first;
  }

  /** Time of the first row of all inputs but one; {@code Long.MAX_VALUE} if there is none. */
  private static long timeOfNext(List<CompactionInput> having, CompactionInput except) {
    long next = Long.MAX_VALUE;
    for (CompactionInput input : having) {
      if (input != except) {
        next = Math.min(next, input.time());
      }
    }
    return next;
  }
}
