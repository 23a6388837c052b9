package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.store.OpenStore;
import io.gputelemetry.app.transfer.StoreImport;
import io.gputelemetry.app.transfer.StoreImport.Imported;
import io.gputelemetry.app.transfer.StoreImport.Rejected;
import io.gputelemetry.runtime.json.JsonText;
import java.io.IOException;
import java.util.List;

/** {@code store import}. */
final class ImportVerb {
  private static final String FILE = "FILE";

  private ImportVerb() {}

  static Verb verb() {
    return Verb.of(
            StoreVerbs.NOUN,
            "import",
            "Reads rows that 'store export' wrote into a store: plain, gzip or Zstandard. The"
                + " timestamp of a row is its event time, so rows that are there already are"
                + " duplicates and change nothing. Ends with 0 if the store has every row, with 1"
                + " if some were left out or are there with another value.",
            ImportVerb::run)
        .ofStore()
        .arguments("1..*", FILE, "A file to read, or - for the standard input.")
        .example("gpu-telemetry store import --data-dir data rows.csv.zst")
        .example("zcat rows.csv.gz | gpu-telemetry store import - --url tcp://store:9002 --json");
  }

  private static ExitCode run(Call call) throws IOException, InterruptedException {
    List<String> names = call.asked().words();
    if (names.isEmpty()) {
      throw Asked.missing(FILE);
    }
    try (OpenStore store = call.stores().openOrBegin()) {
      boolean isRemote = store.files().isEmpty();
      Imported done = new StoreImport(call.machine(), store.store()::append, isRemote).run(names);
      call.output().one(row(done));
      return done.isWhole() ? ExitCode.FINE : ExitCode.DIFFERENT;
    }
  }

  private static Row row(Imported done) {
    Row row =
        new Row()
            .with("rows", done.rows())
            .with("stored", done.stored())
            .with("duplicates", done.duplicates())
            .with("conflicts", done.conflicts())
            .with("rejected", done.rejected().stream().mapToLong(Rejected::rows).sum());
    row.json("reasons", Output.array(done.rejected().stream().map(ImportVerb::row).toList()));
    for (Rejected rejected : done.rejected()) {
      row.shown(
          "rejected " + rejected.reason(),
          rejected.rows() + ", first at " + String.join(", ", rejected.firstPlaces()));
    }
    return row;
  }

  private static Row row(Rejected rejected) {
    List<JsonText> places = rejected.firstPlaces().stream().map(JsonText::of).toList();
    return new Row()
        .with("reason", rejected.reason())
        .with("rows", rejected.rows())
        .json("first", JsonText.array(places));
  }
}
