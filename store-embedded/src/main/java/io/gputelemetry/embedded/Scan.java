package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoredSample;
import java.io.IOException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One scan. It goes page by page: a page ends where the copies from the head end, and the next one
 * is planned anew behind the last row, whatever was sealed or deleted meanwhile.
 */
final class Scan {
  private final Contents contents;
  private final Predicate<StoredSample> sink;
  private final RowView rows;
  private ScanQuery rest;

  Scan(Contents contents, ScanQuery query, Predicate<StoredSample> sink) {
    this.contents = contents;
    this.rest = query;
    this.sink = sink;
    rows = new RowView(contents.identities);
  }

  void run() {
    boolean more = true;
    while (more) {
      more = page(contents.look(() -> ScanPlan.of(contents, rest)));
    }
  }

  /** Hands out what the plan has; true if a new plan is needed to go on. */
  private boolean page(ScanPlan plan) {
    try (Merge merge = new Merge(plan)) {
      try {
        return page(plan, merge);
      } catch (IOException e) {
        if (isGone(merge.reading())) {
          return true;
        }
        throw new StoreException("rows could not be read: " + e.getMessage(), false, e);
      }
    }
  }

  private boolean page(ScanPlan plan, Merge merge) throws IOException {
    int left = rest.limit();
    for (RowCursor top = merge.top(); top != null; top = merge.top()) {
      StoredSample row = rows.row(plan.series()[top.rank()], top.rows(), top.row());
      if (!sink.test(row) || --left == 0) {
        return false;
      }
      rest = rest.from(row.position(), left);
      if (!merge.next()) {
        return true;
      }
    }
    return false;
  }

  private boolean isGone(@Nullable SealedFile file) {
    return file != null && !contents.look(() -> contents.files.contains(file));
  }
}
