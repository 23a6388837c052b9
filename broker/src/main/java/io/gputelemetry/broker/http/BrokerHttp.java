package io.gputelemetry.broker.http;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.access.AccessRole;
import io.gputelemetry.broker.access.Permission;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.metrics.Metrics;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What a broker offers over HTTP. It has one session with the broker, in which it asks for all of
 * its callers; closed, it lets nobody wait any more and gives back what they hold.
 */
public final class BrokerHttp implements AutoCloseable {
  private final Broker broker;
  private final Metrics metrics;
  private final DoorSession session;
  private final List<Operation> operations = new ArrayList<>();

  /**
   * Opens the session, and has the broker's figures shown by {@code /metrics}.
   *
   * @param times shared by all doors of the broker that take JSON
   */
  public BrokerHttp(Broker broker, Metrics metrics, EventTimes times) {
    this.broker = broker;
    this.metrics = metrics;
    this.session = new DoorSession(broker.connectUnlisted());
    Inspector inspector = new Inspector(broker);
    metrics.registry().register(new BrokerMetrics(broker, inspector));
    operations.add(new PublishOperation(session, times).operation());
    operations.add(new ConsumeOperation(session).operation());
    operations.addAll(new SettleOperations(session).operations());
    operations.addAll(new TopicOperations(session, inspector).operations());
    operations.addAll(new GroupOperations(session, inspector).operations());
    operations.addAll(new SequenceOperations(session, inspector).operations());
    operations.addAll(new DeadLetterOperations(session).operations());
    operations.add(stats(inspector));
  }

  /** Everything that the broker role serves: messages, resources, figures, health, metrics. */
  public List<Operation> operations() {
    List<Operation> all = new ArrayList<>(operations);
    all.addAll(new Health(List.of(check(broker))).operations());
    all.add(metrics.operation());
    return all.stream().map(BrokerHttp::guarded).toList();
  }

  private static Operation guarded(Operation operation) {
    return operation.access().open()
        ? operation
        : operation.withAccess(access(Permission.ofHttp(operation.id())));
  }

  /** Whoever may administer may do everything. */
  private static Operation.Access access(Permission permission) {
    Set<AccessRole> roles = EnumSet.of(AccessRole.ADMIN);
    roles.addAll(permission.roles());
    return Operation.Access.oneOf(roles.stream().map(AccessRole::word).toList());
  }

  private Operation stats(Inspector inspector) {
    return Operation.get("/stats", "queueStats", "Figures of the message queue")
        .tag("queue")
        .errors(503)
        .json(QueueStats.class, _ -> QueueStats.of(inspector.required(), broker.sessions()));
  }

  /** Whether the log can be written: its owner comes round and has not failed. */
  public static Health.Check check(Broker broker) {
    return new Health.Check("log", broker::problem);
  }

  @Override
  public void close() {
    session.close();
  }
}
