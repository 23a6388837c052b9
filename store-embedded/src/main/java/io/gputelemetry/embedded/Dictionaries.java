package io.gputelemetry.embedded;

import io.gputelemetry.embedded.catalog.Catalog;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of dictionaries that came recently. A source sends the same dictionary again and
 * again, and whoever decodes its batches shares the list. Any thread may ask.
 */
final class Dictionaries {
  private static final int KEPT = 256;

  private final AtomicReferenceArray<@Nullable NumberedDictionary> recent =
      new AtomicReferenceArray<>(KEPT);
  private final Catalog catalog;

  Dictionaries(Catalog catalog) {
    this.catalog = catalog;
  }

  /** The numbers of a dictionary, as far as they are known. */
  NumberedDictionary number(List<SeriesIdentity> dictionary) {
    int slot = System.identityHashCode(dictionary) % KEPT;
    NumberedDictionary kept = recent.get(slot);
    if (kept != null && kept.isOf(dictionary)) {
      return kept;
    }
    NumberedDictionary numbered = new NumberedDictionary(dictionary, catalog);
    if (numbered.isComplete()) {
      recent.set(slot, numbered);
    }
    return numbered;
  }
}
