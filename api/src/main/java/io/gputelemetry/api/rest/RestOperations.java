package io.gputelemetry.api.rest;

import io.gputelemetry.api.fleet.Fleet;
import io.gputelemetry.queue.MessageQueue;
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
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All operations over a store and the queue before it. */
public final class RestOperations {
  private static final Logger LOG = LoggerFactory.getLogger(RestOperations.class);
  private final SampleStore store;
  private final MessageQueue queue;
  private final LongSupplier epochMicros;
  private final MetricCatalogue catalogue = MetricCatalogue.load();
  private final Fleet fleet;

  /**
   * Over these.
   *
   * @param queue that the pipeline view looks at; nothing else needs it
   */
  public RestOperations(SampleStore store, MessageQueue queue, LongSupplier epochMicros) {
    this.store = store;
    this.queue = queue;
    this.epochMicros = epochMicros;
    this.fleet = new Fleet(store, epochMicros);
  }

  /** In the order in which the document lists them. */
  public List<Operation> operations() {
    Gpus gpus = new Gpus(store);
    List<Operation> operations = new ArrayList<>(gpus.operations());
    operations.add(new Hosts(fleet).operation());
    operations.add(new Telemetry(store, gpus, catalogue).operation());
    operations.add(new Latest(store, catalogue).operation());
    operations.addAll(new Inventory(store, catalogue).operations());
    operations.add(new Pipeline(store, queue, epochMicros).operation());
    return operations;
  }

  /** Whether the store answers, and whether something of it is damaged. */
  public Health.Check storeCheck() {
    return new Health.Check("store", this::storeProblem, this::storeNotice);
  }

  private Optional<String> storeNotice() {
    try {
      return store.stats().damageNotice();
    } catch (StoreException e) {
      LOG.warn("The store does not answer: {}", e.getMessage());
      return Optional.empty();
    }
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
