package io.gputelemetry.app.role;

/** The message queue alone. */
final class BrokerRole {
  private BrokerRole() {}

  static RunningRole start(Context context) {
    Listeners.requireFree(context, QueuePart.listeners(context));
    return StartedRole.of(parts -> {
      DataDirectory directory = DataDirectory.open(context);
      QueuePart queue = parts.started("queue", QueuePart.open(context, directory));
      String tcp = queue.openTcp();
      return "queue " + tcp + " and " + queue.openHttp();
    });
  }
}
