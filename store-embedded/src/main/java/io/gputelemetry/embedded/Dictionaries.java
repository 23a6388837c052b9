package io.gputelemetry.embedded;

import io.gputelemetry.embedded.catalog.Catalog;
import io.gputelemetry.telemetry.RecentlyUsed;
import io.gputelemetry.telemetry.Same;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.List;
import java.util.Optional;

/**
 * The numbers of dictionaries that came recently. A source sends the same dictionary again and
 * again, and whoever decodes its batches shares the list. Any thread may ask.
 */
final class Dictionaries {
  /** Of all dictionaries, which are kept alive by this: some 300,000 series. */
  private static final long MAX_BYTES = 24 << 20;

  private static final long SERIES_BYTES = 72;
  private static final long ENTRY_BYTES = 256;

  private final RecentlyUsed<Same<List<SeriesIdentity>>, NumberedDictionary> recent =
      new RecentlyUsed<>(MAX_BYTES, kept -> ENTRY_BYTES + SERIES_BYTES * kept.size());
  private final Catalog catalog;

  Dictionaries(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The numbers of a dictionary, as far as they are known. */
  NumberedDictionary number(List<SeriesIdentity> dictionary) {
    Same<List<SeriesIdentity>> key = new Same<>(dictionary);
    Optional<NumberedDictionary> kept = recent.get(key);
    if (kept.isPresent()) {
      return kept.get();
    }
    NumberedDictionary numbered = new NumberedDictionary(dictionary, catalog);
    if (numbered.isComplete()) {
      recent.put(key, numbered);
    }
    return numbered;
  }
}
