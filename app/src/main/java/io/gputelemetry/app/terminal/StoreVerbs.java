package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.store.OpenStore;
import io.gputelemetry.app.store.ProgressLine;
import io.gputelemetry.app.store.StoreFiles;
import io.gputelemetry.embedded.check.CheckListener;
import io.gputelemetry.embedded.check.CheckTotals;
import io.gputelemetry.embedded.check.FileFacts;
import io.gputelemetry.embedded.check.Finding;
import io.gputelemetry.embedded.check.StoreCheck;
import io.gputelemetry.runtime.json.JsonText;
import io.gputelemetry.store.StoreStats;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** {@code store …}: what is in a store, whether it is whole, and its rows out and in. */
final class StoreVerbs {
  static final String NOUN = "store";

  private StoreVerbs() {}

  static List<Verb> verbs() {
    return List.of(
        Verb.of(
                NOUN,
                "verify",
                "Checks every byte of a store that no process has open, and changes none: each"
                    + " sealed file, whether rows, index and catalog agree, and both journals. Ends"
                    + " with 0 if all is well, with 1 if something is damaged. What a crash leaves"
                    + " and files that a start set aside are named, and are no damage.",
                StoreVerbs::verify)
            .ofStoreFiles()
            .example("gpu-telemetry store verify --data-dir data")
            .example("gpu-telemetry store verify --json | jq 'select(.kind == \"damage\")'"),
        Verb.of(
                NOUN,
                "stats",
                "Shows what is in a store: in one that runs, with --url, or in the files of one"
                    + " that does not, with --data-dir; then also what is in each sealed file.",
                StoreVerbs::stats)
            .ofStore()
            .example("gpu-telemetry store stats --url tcp://localhost:9002")
            .example("gpu-telemetry store stats --data-dir data --json | jq .samples"),
        ExportVerb.verb(),
        ImportVerb.verb());
  }

  private static ExitCode verify(Call call) throws IOException {
    try (StoreFiles files = call.stores().files();
        ProgressLine progress = new ProgressLine(call.machine())) {
      CheckTotals totals = StoreCheck.check(files.disk(), new Telling(call, progress));
      progress.clear();
      tell(call.output(), totals);
      return totals.damages() == 0 ? ExitCode.FINE : ExitCode.DIFFERENT;
    }
  }

  private static void tell(Output output, CheckTotals totals) {
    if (!output.isJson()) {
      String damages = totals.damages() == 1 ? "1 damage" : totals.damages() + " damages";
      output.say(
          "%d sealed files with %d samples in %d chunks, %d batches in the log: %s."
              .formatted(
                  totals.files(),
                  totals.samples(),
                  totals.chunks(),
                  totals.logBatches(),
                  totals.damages() == 0 ? "all is whole" : damages));
      return;
    }
    Row row =
        new Row()
            .with("kind", "summary")
            .with("damages", totals.damages())
            .with("set_aside", totals.setAside())
            .with("files", totals.files())
            .with("bytes", totals.bytes())
            .with("chunks", totals.chunks())
            .with("samples", totals.samples())
            .with("log_batches", totals.logBatches())
            .with("series", totals.series());
    output.line(row.json().text());
  }

  /** Each finding is a line as soon as it is made. */
  private record Telling(Call call, ProgressLine progress) implements CheckListener {
    @Override
    public void found(Finding finding) {
      progress.clear();
      Row row = new Row().with("kind", finding.kind().label()).with("file", finding.file());
      finding.position().ifPresent(position -> row.with("byte", position));
      row.with("problem", finding.problem());
      Output output = call.output();
      output.line(output.isJson() ? row.json().text() : sentence(finding));
    }

    private static String sentence(Finding finding) {
      OptionalLong position = finding.position();
      String where = position.isPresent() ? " at byte " + position.getAsLong() : "";
      String what =
          switch (finding.kind()) {
            case DAMAGE -> " is damaged" + where;
            case SET_ASIDE, LEFT_OVER -> "";
          };
      return Output.printable(finding.file() + what + ": " + finding.problem());
    }

    @Override
    public void checked(long bytes, long allBytes) {
      if (isStopped()) {
        throw new StartException(ExitCode.DIFFERENT, "stopped before the end");
      }
      progress.at(() -> "%d of %d MiB checked".formatted(bytes >> 20, allBytes >> 20));
    }

    private boolean isStopped() {
      try {
        return call.isStopped();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return true;
      }
    }
  }

  private static ExitCode stats(Call call) throws IOException {
    try (OpenStore store = call.stores().open()) {
      List<Row> files = new ArrayList<>();
      if (store.disk().isPresent()) {
        FileFacts.of(store.disk().get()).forEach(facts -> files.add(row(facts)));
      }
      Row row = row(store.store().stats()).json("place", JsonText.of(store.place()));
      if (store.disk().isPresent()) {
        row.json("files", Output.array(files));
      }
      call.output().one(row);
      if (!call.output().isJson() && store.disk().isPresent()) {
        call.output().say("");
        call.output().list(files, "It has no sealed file.");
      }
      return ExitCode.FINE;
    }
  }

  private static Row row(StoreStats stats) {
    Row row =
        new Row()
            .with("gpus", stats.gpus())
            .with("series", stats.series())
            .with("metrics", stats.metrics())
            .with("samples", stats.samples());
    stats.oldestMicros().ifPresent(micros -> row.with("oldest", time(micros)));
    stats.newestMicros().ifPresent(micros -> row.with("newest", time(micros)));
    row.with("bytes", stats.bytes())
        .with("duplicates", stats.duplicates())
        .with("conflicts", stats.conflicts())
        .with("expired", stats.expired());
    stats.expiredBeforeMicros().ifPresent(micros -> row.with("expired_before", time(micros)));
    return row.with("damaged_files", stats.damaged());
  }

  private static Row row(FileFacts facts) {
    return new Row()
        .with("file", facts.name())
        .with("samples", facts.samples())
        .with("chunks", facts.chunks())
        .with("bytes", facts.bytes())
        .with("oldest", time(facts.firstMicros()))
        .with("newest", time(facts.lastMicros()));
  }

  private static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
