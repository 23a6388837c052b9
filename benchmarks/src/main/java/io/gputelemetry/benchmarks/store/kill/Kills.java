package io.gputelemetry.benchmarks.store.kill;

import io.gputelemetry.benchmarks.PipelineLoad;
import io.gputelemetry.benchmarks.store.Durations;
import io.gputelemetry.benchmarks.store.Options;
import io.gputelemetry.benchmarks.store.Report;
import io.gputelemetry.benchmarks.store.StoreDirectory;
import io.gputelemetry.benchmarks.store.ask.RowCheck;
import io.gputelemetry.benchmarks.store.ask.WrongAnswerException;
import io.gputelemetry.benchmarks.store.fleet.Arrivals;
import io.gputelemetry.benchmarks.store.fleet.Field;
import io.gputelemetry.benchmarks.store.fleet.Model;
import io.gputelemetry.benchmarks.store.fleet.Slice;
import io.gputelemetry.benchmarks.store.fleet.Window;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.WriteReceipt;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Kills writers with a full log and looks at what they leave. */
public final class Kills {
  private static final int AFTER_FULL = 3;
  private static final int READ_BACK = 20_000;

  private final Options options;
  private final Report report;
  private final Model model;
  private final Arrivals arrivals;
  private final Durations opening = new Durations();
  private final Durations answering = new Durations();
  private final Durations sinceStart = new Durations();
  private long logBytes;

  public Kills(Options options, Report report) {
    this.options = options;
    this.report = report;
    this.model = new Model(options.fleet());
    this.arrivals = new Arrivals(model.fleet(), options.batch());
  }

  /** Kills as often as the options say, each time in a new directory. */
  public void run(Path directory) throws Exception {
    for (int i = 0; i < options.kills(); i++) {
      Path path = Files.createDirectory(directory.resolve("kill-" + i));
      StoreDirectory store = new StoreDirectory(path);
      long acknowledged = writeUntilKilled(path);
      logBytes += store.bytes().getOrDefault("wal", 0L);
      open(path);
      check(store, acknowledged);
      PipelineLoad.remove(path);
    }
    report.figure("kill", "log at the kill", logBytes / 1e6 / options.kills(), "MB");
    report.durations("kill", "open", opening);
    report.durations("kill", "then the first answer", answering);
    report.durations("kill", "from start of process to answer", sinceStart);
  }

  private static Process start(Class<?> main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** The number of the last batch that it was told of. */
  private long writeUntilKilled(Path path) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(path.toString()));
    arguments.addAll(List.of(options.arguments()));
    Process process = start(WriterProcess.class, arguments);
    long acknowledged = -1;
    int left = Integer.MAX_VALUE;
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(WriterProcess.ACKNOWLEDGED)) {
          acknowledged = Long.parseLong(line.substring(WriterProcess.ACKNOWLEDGED.length()));
          if (--left == 0) {
            // By its handle, which leaves the pipe open: what it said before must be read.
            process.toHandle().destroyForcibly();
          }
        } else if (line.equals(WriterProcess.FULL)) {
          left = AFTER_FULL;
        }
      }
    } finally {
      process.destroyForcibly();
    }
    int code = process.waitFor();
    WrongAnswerException.require(left <= 0, "the writer's end", "killed", "exit code " + code);
    return acknowledged;
  }

  private void open(Path path) throws IOException, InterruptedException {
    String metric = Field.DCGM_FI_DEV_GPU_TEMP.name();
    Process process =
        start(OpenProcess.class, List.of(path.toString(), metric, model.fleet().uuid(0)));
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      String[] micros = String.valueOf(lines.readLine()).split(" ", -1);
      int _ = process.waitFor();
      WrongAnswerException.require(
          micros.length == 4 && micros[3].equals("1"), "first answer", "1 row", micros[0]);
      opening.add(Long.parseLong(micros[0]) * 1_000);
      answering.add(Long.parseLong(micros[1]) * 1_000);
      sinceStart.add(Long.parseLong(micros[2]) * 1_000);
    }
  }

  /** What was acknowledged is there; of the next batch everything or nothing; of others nothing. */
  private void check(StoreDirectory directory, long acknowledged) throws Exception {
    long first = arrivals.fleetStart();
    long sure = arrivals.samples(first, acknowledged + 1);
    long possible = arrivals.samples(first, acknowledged + 2);
    try (StoreDirectory.Opened opened = directory.open()) {
      SampleStore store = opened.store();
      long found = store.stats().samples();
      WrongAnswerException.require(
          found == sure || found == possible, "samples after a kill", sure, found);
      readBack(store, acknowledged);
      WriteReceipt receipt = store.append(arrivals.build(acknowledged + 1));
      WrongAnswerException.requireEqual("conflicts after a kill", 0, receipt.conflicts());
      WrongAnswerException.requireEqual(
          "samples after the next batch was sent again", possible, store.stats().samples());
    }
  }

  /** Every row of the last acknowledged batches. */
  private void readBack(SampleStore store, long acknowledged) {
    int size = arrivals.slice(acknowledged).size();
    for (int i = 0; i < Math.max(1, READ_BACK / size); i++) {
      long number = Math.max(arrivals.fleetStart(), acknowledged - i);
      Slice slice = arrivals.slice(number);
      Set<Integer> gpus = arrivals.gpus(slice);
      for (int gpu : gpus) {
        readBack(store, gpu, slice);
      }
    }
  }

  private void readBack(SampleStore store, int gpu, Slice slice) {
    long from = model.fleet().times().at(gpu, slice.firstStep());
    Window window = new Window(from, model.fleet().times().at(gpu, slice.endStep() - 1) + 1);
    RowCheck.requireAll(store, model, gpu, window, slice.endStep(), "after a kill");
  }
}
