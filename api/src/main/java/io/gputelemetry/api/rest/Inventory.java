package io.gputelemetry.api.rest;

import static io.gputelemetry.api.rest.Guarded.guarded;

import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.util.List;

/** What the store holds as a whole: its metrics and its counts. */
final class Inventory {
  private final SampleStore store;
  private final MetricCatalogue catalogue;

  Inventory(SampleStore store, MetricCatalogue catalogue) {
    this.store = store;
    this.catalogue = catalogue;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get("/api/v1/metrics", "listMetrics", "Lists the metrics that have samples")
            .tag("inventory")
            .errors(503)
            .json(MetricList.class, guarded(request -> metrics())),
        Operation.get("/api/v1/stats", "readStats", "Counts what is stored")
            .tag("inventory")
            .errors(503)
            .json(Stats.class, guarded(request -> Stats.of(store.stats()))));
  }

  private MetricList metrics() {
    List<MetricView> data =
        store.metrics().stream().map(name -> MetricView.of(name, catalogue.byName(name))).toList();
    return new MetricList(data, data.size());
  }
}
