package io.gputelemetry.api.rest;

import static io.gputelemetry.api.rest.Guarded.guarded;

import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.http.Request;
import io.gputelemetry.store.RowPosition;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The samples of one GPU. */
final class Telemetry {
  private static final Param<Optional<Instant>> START =
      Param.instant("start_time", "Only samples at or after this time, RFC 3339.");

  private static final Param<Optional<Instant>> END =
      Param.instant("end_time", "Only samples at or before this time, RFC 3339.");

  private static final Param<List<String>> METRICS =
      Param.texts(
          "metric_name", "Only this metric, by its classic or new DCGM name; can be repeated.");

  private static final Param<ScanQuery.Order> ORDER =
      Param.oneOf(
          "order", ScanQuery.Order.class, ScanQuery.Order.ASC, "Oldest or newest samples first.");

  private final SampleStore store;
  private final Gpus gpus;
  private final MetricCatalogue catalogue;

  Telemetry(SampleStore store, Gpus gpus, MetricCatalogue catalogue) {
    this.store = store;
    this.gpus = gpus;
    this.catalogue = catalogue;
  }

  Operation operation() {
    return Operation.get("/api/v1/gpus/{id}/telemetry", "listTelemetry", "Lists a GPU's samples")
        .description(
            "Ordered by time. Both ends of the window belong to it; without one, the window is"
                + " open there. A GPU without samples in the window has an empty list; a GPU that"
                + " was never seen is 404.")
        .tag("telemetry")
        .params(Gpus.ID, START, END, METRICS, ORDER, Gpus.LIMIT, Cursor.PARAM)
        .errors(404, 503)
        .json(SamplePage.class, guarded(this::page));
  }

  private SamplePage page(Request request) {
    requireOrdered(request.get(START), request.get(END));
    String uuid = gpus.find(request.get(Gpus.ID)).gpu().uuid();
    int limit = request.get(Gpus.LIMIT);
    ScanQuery query = query(request, uuid);
    Page page = new Page(limit);
    store.scan(query, page::add);
    return page.toJson(queryText(query));
  }

  private static void requireOrdered(Optional<Instant> start, Optional<Instant> end) {
    if (start.isPresent() && end.isPresent() && start.get().isAfter(end.get())) {
      throw ProblemException.badRequest(
          "start_time", "start_time must not be after end_time; swap them");
    }
  }

  private ScanQuery query(Request request, String uuid) {
    Set<String> metrics = new TreeSet<>();
    request.get(METRICS).forEach(name -> metrics.add(catalogue.canonicalName(name)));
    ScanQuery first =
        new ScanQuery(
            uuid,
            metrics,
            request.get(START).map(Micros::ceil).orElse(Long.MIN_VALUE),
            request.get(END).map(end -> Micros.floor(end) + 1).orElse(Long.MAX_VALUE),
            request.get(ORDER),
            Optional.empty(),
            request.get(Gpus.LIMIT) + 1);
    return Cursor.row(queryText(first), request.get(Cursor.PARAM))
        .map(position -> first.from(position, first.limit()))
        .orElse(first);
  }

  /** What a cursor is bound to: all filters and the order, but not the size of a page. */
  private static String queryText(ScanQuery query) {
    return String.join(
        " ",
        "telemetry",
        query.uuid(),
        new TreeSet<>(query.metrics()).toString(),
        Long.toString(query.fromMicros()),
        Long.toString(query.toMicros()),
        query.order().name());
  }

  /** Takes rows until one more than fits has come. */
  private static final class Page {
    private final int limit;
    private final List<SampleRow> rows;
    private @Nullable RowPosition last;
    private boolean more;

    Page(int limit) {
      this.limit = limit;
      this.rows = new ArrayList<>(limit);
    }

    boolean add(StoredSample sample) {
      if (rows.size() == limit) {
        more = true;
        return false;
      }
      rows.add(SampleRow.of(sample));
      last = sample.position();
      return true;
    }

    SamplePage toJson(String query) {
      String next = more && last != null ? Cursor.ofRow(query, last) : null;
      return new SamplePage(rows, rows.size(), more, next);
    }
  }
}
