package io.gputelemetry.api.rest;

import static io.gputelemetry.api.rest.Guarded.guarded;

import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.Request;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.RowPosition;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The newest sample of each series. */
final class Latest {
  private static final Param<List<String>> METRICS =
      Param.texts(
          "metric_name", "Only this metric, by its classic or new DCGM name; can be repeated.");

  private static final Param<List<String>> UUIDS =
      Param.texts("uuid", "Only the GPU with this uuid; can be repeated.");

  private final SampleStore store;
  private final MetricCatalogue catalogue;

  Latest(SampleStore store, MetricCatalogue catalogue) {
    this.store = store;
    this.catalogue = catalogue;
  }

  Operation operation() {
    return Operation.get(
            "/api/v1/telemetry/latest", "listLatest", "Lists the newest sample of each series")
        .description(
            "Ordered by GPU, then metric. Newest is what has the largest event time. A GPU that"
                + " has stopped to report keeps its last samples here; their timestamps tell.")
        .tag("telemetry")
        .params(METRICS, UUIDS, Gpus.LIMIT, Cursor.PARAM)
        .errors(503)
        .json(LatestPage.class, guarded(this::page));
  }

  private LatestPage page(Request request) {
    int limit = request.get(Gpus.LIMIT);
    Set<String> metrics = new TreeSet<>();
    request.get(METRICS).forEach(name -> metrics.add(catalogue.canonicalName(name)));
    Set<String> uuids = new TreeSet<>(request.get(UUIDS));
    String text = String.join(" ", "latest", metrics.toString(), uuids.toString());
    LatestQuery query =
        new LatestQuery(
            metrics,
            uuids,
            Long.MIN_VALUE,
            Cursor.row(text, request.get(Cursor.PARAM)).map(RowPosition::series),
            limit + 1);
    List<StoredSample> found = new ArrayList<>();
    store.latest(query, found::add);
    boolean more = found.size() > limit;
    List<StoredSample> shown = more ? found.subList(0, limit) : found;
    return new LatestPage(
        shown.stream().map(SampleRow::of).toList(),
        shown.size(),
        more,
        more ? Cursor.ofRow(text, shown.getLast().position()) : null);
  }
}
