package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Kind;
import io.gputelemetry.app.store.OpenStore;
import io.gputelemetry.app.transfer.ExportQuery;
import io.gputelemetry.app.transfer.StoreExport;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SourceTime;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code store export}. */
final class ExportVerb {
  private static final String GPU = "--gpu";
  private static final String METRIC = "--metric";
  private static final String FROM = "--from";
  private static final String TO = "--to";
  private static final String OUTPUT = "--output";
  private static final Kind<Long> TIME =
      new Kind<>("TIME", "an RFC 3339 time, or a number since the epoch", ExportVerb::micros);

  private ExportVerb() {}

  static Verb verb() {
    return Verb.of(
            StoreVerbs.NOUN,
            "export",
            "Writes the rows of a store as CSV, in the columns of a DCGM capture, so that 'store"
                + " import' or a streamer reads them: GPU after GPU in the order of their uuids,"
                + " the rows of each by time. The timestamp is the event time, in microseconds. A"
                + " file has its name only when it is whole. What the columns cannot carry is said"
                + " on the standard error.",
            ExportVerb::run)
        .ofStore()
        .options(GPU, "UUID", "Only this GPU; may be given more than once.")
        .options(METRIC, "NAME", "Only this metric; may be given more than once.")
        .option(FROM, "TIME", "Only rows at this time or later.")
        .option(TO, "TIME", "Only rows before this time.")
        .option(
            OUTPUT,
            "FILE",
            "A new file; gzip if it ends in .gz, Zstandard if in .zst. Default: the standard"
                + " output.")
        .example("gpu-telemetry store export --data-dir data --output rows.csv.zst")
        .example(
            "gpu-telemetry store export --url tcp://store:9002 --metric DCGM_FI_DEV_GPU_UTIL"
                + " --from 2025-07-18T20:00:00Z --to 2025-07-18T21:00:00Z");
  }

  private static ExitCode run(Call call) throws IOException {
    ExportQuery query = query(call.asked());
    Optional<Path> file = call.asked().text(OUTPUT).map(Path::of);
    try (OpenStore store = call.stores().open()) {
      PrintStream err = call.machine().err();
      int damaged = store.store().stats().damaged();
      if (damaged > 0) {
        err.println("gpu-telemetry: the rows of " + damaged + " damaged files are missing");
      }
      StoreExport.Exported done = new StoreExport(call.machine(), store.store(), query).run(file);
      done.unknown().forEach(uuid -> err.println("gpu-telemetry: no rows of GPU " + uuid));
      done.losses().forEach(loss -> err.println("gpu-telemetry: " + loss));
      Row row = new Row().with("gpus", done.gpus()).with("rows", done.rows());
      // The standard output is for rows, unless they go to a file.
      PrintStream target = file.isPresent() ? call.machine().out() : err;
      new Output(target, call.output().isJson()).one(row);
      return ExitCode.FINE;
    }
  }

  private static ExportQuery query(Asked asked) {
    MetricCatalogue catalogue = MetricCatalogue.load();
    long from = asked.value(FROM, TIME).orElse(Long.MIN_VALUE);
    long to = asked.value(TO, TIME).orElse(Long.MAX_VALUE);
    if (from >= to) {
      throw new BadSettingException(FROM + " must be before " + TO);
    }
    return new ExportQuery(
        new TreeSet<>(asked.texts(GPU)),
        asked.texts(METRIC).stream().map(catalogue::canonicalName).collect(Collectors.toSet()),
        from,
        to);
  }

  private static long micros(String text) {
    long micros =
        new SourceTime().micros(text).orElseThrow(() -> new IllegalArgumentException("not a time"));
    if (micros == SampleBatch.NO_SOURCE_TIME) {
      throw new IllegalArgumentException("not a time");
    }
    return micros;
  }
}
