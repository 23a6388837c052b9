package io.gputelemetry.embedded;

import io.gputelemetry.embedded.catalog.Catalog;
import io.gputelemetry.embedded.catalog.Description;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The identity that was asked for last of each series, so that a row costs no lookup. Any thread
 * may ask; what two threads put at once is lost and made again.
 */
final class Identities {
  private final Contents contents;
  private volatile @Nullable Known[] known = new @Nullable Known[64];

  private record Known(int description, SeriesIdentity identity) {}

  Identities(Contents contents) {
    this.contents = contents;
  }

  /** The identity of a series with a description. */
  SeriesIdentity of(int series, int description) {
    @Nullable Known[] all = known;
    Known last = series < all.length ? all[series] : null;
    if (last != null && last.description == description) {
      return last.identity;
    }
    Known made = new Known(description, contents.look(() -> make(series, description)));
    if (series >= all.length) {
      all = Arrays.copyOf(all, Math.max(series + 1, all.length * 2));
      all[series] = made;
      known = all;
    } else {
      all[series] = made;
    }
    return made.identity;
  }

  private SeriesIdentity make(int series, int description) {
    Catalog catalog = contents.catalog;
    Description found = catalog.description(description);
    return new SeriesIdentity(catalog.series(series), found.gpu(), found.attribution());
  }
}
