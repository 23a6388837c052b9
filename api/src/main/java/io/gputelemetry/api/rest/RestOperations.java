package io.gputelemetry.api.rest;

import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All operations over a store. */
public final class RestOperations {
  private static final Logger LOG = LoggerFactory.getLogger(RestOperations.class);
  private final SampleStore store;
  private final MetricCatalogue catalogue;

  public RestOperations(SampleStore store, MetricCatalogue catalogue) {
    this.store = store;
    this.catalogue = catalogue;
  }

  /** In the order in which the document lists them. */
  public List<Operation> operations() {
    Gpus gpus = new Gpus(store);
    List<Operation> operations = new ArrayList<>(gpus.operations());
    operations.add(new Telemetry(store, gpus, catalogue).operation());
    operations.addAll(new Inventory(store, catalogue).operations());
    return operations;
  }

  /** Whether the store answers. */
  public Health.Check storeCheck() {
    return new Health.Check("store", this::storeProblem);
  }

  private Optional<String> storeProblem() {
    try {
      store.gpus(
          new GpuQuery(
              Optional.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty(), 1),
          gpu -> false);
      return Optional.empty();
    } catch (StoreException e) {
      LOG.warn("The store does not answer: {}", e.getMessage());
      return Optional.of("the store does not answer");
    }
  }
}
