package io.gputelemetry.api.rest;

import io.gputelemetry.api.rest.PipelineView.PipelineStore;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Inspection;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoreStats;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline as a whole. It shows what answers, so it never fails because something is away. */
final class Pipeline {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private static final int BOUNDS_MAX = 16;

  private final SampleStore store;
  private final MessageQueue queue;
  private final LongSupplier epochMicros;

  Pipeline(SampleStore store, MessageQueue queue, LongSupplier epochMicros) {
    this.store = store;
    this.queue = queue;
    this.epochMicros = epochMicros;
  }

  Operation operation() {
    return Operation.get("/api/v1/pipeline", "readPipeline", "Shows the whole pipeline at work")
        .description(
            "What does not answer is missing, and `problem` says why; the status is 200 all the"
                + " same. Counters are those that each process reported last.")
        .tag("inventory")
        .json(PipelineView.class, request -> view());
  }

  private PipelineView view() {
    List<String> problems = new ArrayList<>();
    Optional<Inspection> inspection = inspect(problems);
    Inspection found = inspection.orElse(new Inspection(List.of()));
    Optional<StoreStats> stats = stats(problems);
    return new PipelineView(
        Micros.instant(epochMicros.getAsLong()),
        inspection.isPresent(),
        String.join("; ", problems),
        PipelineTopics.of(found.topics(), bounds(found)),
        PipelineProcesses.of(found.clients()),
        found.clientsLeftOut(),
        stats.map(Pipeline::stored).orElse(null),
        PipelineDrops.of(found, stats));
  }

  private Optional<Inspection> inspect(List<String> problems) {
    try {
      return Optional.of(queue.inspectionWithSources());
    } catch (QueueUnavailableException | QueueRefusedException e) {
      problems.add("the queue does not answer: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The bounds of the logs by topic, of as many as there usually are. */
  private Map<String, Long> bounds(Inspection inspection) {
    Map<String, Long> bounds = new HashMap<>();
    try {
      for (TopicState topic : inspection.topics().stream().limit(BOUNDS_MAX).toList()) {
        if (queue.administer(new AdminRequest.DescribeTopic(topic.topic()))
            instanceof QueueReply.Described described) {
          bounds.put(topic.topic(), described.settings().maxBytes());
        }
      }
    } catch (QueueUnavailableException | QueueRefusedException e) {
      LOG.debug("the bounds of topics are not known: {}", e.getMessage());
    }
    return bounds;
  }

  private static PipelineStore stored(StoreStats stats) {
    return new PipelineStore(stats.samples(), stats.duplicates(), stats.conflicts());
  }

  private Optional<StoreStats> stats(List<String> problems) {
    try {
      return Optional.of(store.stats());
    } catch (StoreException e) {
      // The reason may name what only operators may know; they have the log.
      LOG.warn("The store does not answer: {}", e.getMessage());
      problems.add("the store does not answer");
      return Optional.empty();
    }
  }
}
