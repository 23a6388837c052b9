package io.gputelemetry.app.transfer;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.store.ProgressLine;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Writes rows out: GPU after GPU in the order of their uuids, the rows of a GPU in the order of
 * event times, and of those at the same time in the order of metrics.
 */
public final class StoreExport {
  private static final int ROWS_A_STEP = 1_024;

  private final Machine machine;
  private final SampleStore store;
  private final ExportQuery query;
  private final Losses losses = new Losses();
  private final CsvForm form = new CsvForm(MetricCatalogue.load(), losses);
  private long rows;

  /**
   * What was written.
   *
   * @param gpus with rows or without
   * @param unknown uuids that were asked for, of which the store has no rows in the window
   * @param losses what the CSV does not carry, a sentence each
   */
  public record Exported(long gpus, long rows, List<String> unknown, List<String> losses) {}

  public StoreExport(Machine machine, SampleStore store, ExportQuery query) {
    this.machine = machine;
    this.store = store;
    this.query = query;
  }

  /**
   * Writes to a new file, or to the standard output.
   *
   * @throws StartException if it cannot be written, or is stopped; no file is left then
   */
  public Exported run(Optional<Path> file) throws IOException {
    SortedSet<String> unknown = new TreeSet<>(query.gpus());
    try (ExportTarget target =
            file.map(path -> ExportTarget.of(path, machine.random()))
                .orElseGet(() -> ExportTarget.of(machine.out()));
        ProgressLine progress = new ProgressLine(machine)) {
      List<String> gpus = gpus();
      unknown.removeAll(gpus);
      write(target, gpus, progress);
      target.finish();
      return new Exported(gpus.size(), rows, List.copyOf(unknown), losses.sentences());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private List<String> gpus() {
    List<String> gpus = new ArrayList<>();
    store.gpus(
        GpuQuery.all(),
        summary -> {
          if (query.matches(summary)) {
            gpus.add(summary.gpu().uuid());
          }
          return true;
        });
    return gpus;
  }

  private void write(ExportTarget target, List<String> gpus, ProgressLine progress)
      throws IOException {
    Writer text =
        new BufferedWriter(new OutputStreamWriter(target.stream(), StandardCharsets.UTF_8));
    text.write(String.join(",", CsvForm.COLUMNS) + "\n");
    CsvWriter csv =
        CsvWriter.builder()
            .quoteStrategy(QuoteStrategies.ALWAYS)
            .lineDelimiter(LineDelimiter.LF)
            .build(text);
    for (int number = 0; number < gpus.size(); number++) {
      String at = "GPU %d of %d, ".formatted(number + 1, gpus.size());
      form.nextGpu();
      boolean[] stopped = {false};
      store.scan(
          query.of(gpus.get(number)),
          row -> {
            write(csv, row);
            progress.at(() -> at + rows + " rows");
            stopped[0] = rows % ROWS_A_STEP == 0 && isStopped();
            return !stopped[0];
          });
      if (stopped[0] || isStopped()) {
        throw new StartException(ExitCode.DIFFERENT, "stopped before the end");
      }
    }
    csv.flush();
  }

  private void write(CsvWriter csv, StoredSample row) {
    csv.writeRecord(form.fields(row));
    rows++;
  }

  private boolean isStopped() {
    try {
      return machine.end().awaitStop(Duration.ZERO);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
