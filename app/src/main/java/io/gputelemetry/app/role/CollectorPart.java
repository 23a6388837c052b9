package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.CollectorSettings;
import io.gputelemetry.app.settings.QueueSettings;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.collector.Collector;
import io.gputelemetry.collector.CollectorConfig;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.store.SampleStore;
import java.util.function.Supplier;

/** Builds the collector of this process. */
final class CollectorPart {
  private CollectorPart() {}

  static Collector start(
      Context context, SampleStore store, Supplier<QueueConnection> connections) {
    Collector collector =
        new Collector(
            config(context.settings()),
            new Collector.Surroundings(
                connections,
                store,
                context.machine().clock(),
                context.machine().random(),
                context.metrics().registry()));
    collector.start();
    return collector;
  }

  static CollectorConfig config(Settings settings) {
    return new CollectorConfig(
        settings.get(QueueSettings.TOPIC),
        settings.get(CollectorSettings.GROUP),
        settings.get(CollectorSettings.START),
        Math.toIntExact(settings.get(CollectorSettings.COLLECTOR_WORKERS)),
        settings.get(CollectorSettings.FLUSH_INTERVAL),
        CollectorConfig.DEFAULT.writeSamples(),
        CollectorConfig.DEFAULT.leaseMessages(),
        CollectorConfig.DEFAULT.leaseBytes());
  }
}
