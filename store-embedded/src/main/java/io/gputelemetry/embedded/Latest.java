package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.StoredSample;
import java.util.function.Predicate;

/** The newest row of each series, page by page: all of them are in memory. */
final class Latest {
  private final Contents contents;
  private final Predicate<StoredSample> sink;
  private final RowView rows;
  private LatestQuery rest;

  Latest(Contents contents, LatestQuery query, Predicate<StoredSample> sink) {
    this.contents = contents;
    this.rest = query;
    this.sink = sink;
    rows = new RowView(contents.identities);
  }

  void run() {
    boolean more = true;
    while (more) {
      more = page(contents.look(() -> LatestPage.of(contents, rest)));
    }
  }

  /** Hands out a page; true if there may be another. */
  private boolean page(LatestPage page) {
    int left = rest.limit();
    Columns newest = page.rows();
    for (int i = 0; i < newest.size; i++) {
      StoredSample row = rows.row(page.series()[i], newest, i);
      if (!sink.test(row) || --left == 0) {
        return false;
      }
      if (i == newest.size - 1) {
        rest = rest.from(row.identity().series(), left);
      }
    }
    return page.more();
  }
}
