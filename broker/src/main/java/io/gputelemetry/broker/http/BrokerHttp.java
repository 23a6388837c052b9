package io.gputelemetry.broker.http;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;

/** What a broker offers over HTTP. */
public final class BrokerHttp {
  private BrokerHttp() {}

  /**
   * Everything that the broker role serves: {@code /stats}, the health paths and {@code /metrics},
   * with the broker's figures registered in {@code metrics}.
   */
  public static List<Operation> operations(Broker broker, Metrics metrics) {
    register(broker, metrics);
    List<Operation> operations = new ArrayList<>();
    operations.add(stats(broker));
    operations.addAll(new Health(List.of(check(broker))).operations());
    operations.add(metrics.operation());
    return operations;
  }

  /** {@code GET /stats}: the figures of the broker, its topics, groups and sequences. */
  public static Operation stats(Broker broker) {
    Inspector inspector = new Inspector(broker);
    return Operation.get("/stats", "queueStats", "Figures of the message queue")
        .tag("queue")
        .errors(503)
        .json(QueueStats.class, _ -> stats(broker, inspector));
  }

  /** Whether the log can be written: its owner comes round and has not failed. */
  public static Health.Check check(Broker broker) {
    return new Health.Check("log", broker::problem);
  }

  /** Has the broker's figures shown by {@code /metrics}, as {@code gpu_telemetry_queue_...}. */
  public static void register(Broker broker, Metrics metrics) {
    metrics.registry().register(new BrokerMetrics(broker, new Inspector(broker)));
  }

  private static QueueStats stats(Broker broker, Inspector inspector) {
    return inspector
        .topics()
        .map(topics -> QueueStats.of(topics, broker.sessions()))
        .orElseThrow(() ->
            new ProblemException(
                503, "", broker.problem().orElse("the broker did not answer in time")));
  }
}
