package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.runtime.lifecycle.Lifecycle;

/** The message queue alone. */
final class BrokerRole implements RunningRole {
  private final Lifecycle parts = new Lifecycle();
  private final Context context;
  private int tcpPort;
  private int httpPort;

  private BrokerRole(Context context) {
    this.context = context;
  }

  static BrokerRole start(Context context) {
    BrokerRole role = new BrokerRole(context);
    try {
      role.startParts();
      return role;
    } catch (RuntimeException e) {
      role.parts.close();
      throw e;
    }
  }

  private void startParts() {
    String path = context.settings().get(ProcessSettings.DATA_DIR);
    DataDirectory directory =
        parts.started("data directory", DataDirectory.open(context.machine(), path));
    QueuePart queue = parts.started("queue", QueuePart.open(context, directory));
    tcpPort = queue.openTcp();
    httpPort = queue.openHttp();
  }

  @Override
  public String ready() {
    return String.format(
        "queue tcp://%s and http://%s/",
        context.access().reachable(Addresses.tcp(context.settings()), tcpPort),
        context.access().reachable(Addresses.http(context.settings()), httpPort));
  }

  @Override
  public void close() {
    parts.close();
  }
}
