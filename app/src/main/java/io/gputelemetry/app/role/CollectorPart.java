package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.CollectorSettings;
import io.gputelemetry.app.settings.ProcessSettings;
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
        group(settings),
        settings.get(CollectorSettings.START),
        Math.toIntExact(settings.get(CollectorSettings.COLLECTOR_WORKERS)),
        settings.get(CollectorSettings.FLUSH_INTERVAL),
        Math.toIntExact(settings.get(CollectorSettings.COLLECTOR_BATCH_SIZE)),
        CollectorConfig.DEFAULT.leaseMessages(),
        CollectorConfig.DEFAULT.leaseBytes());
  }

  /** A group of its own has a name that stays: the log is held for it until it is deleted. */
  private static String group(Settings settings) {
    if (!settings.get(CollectorSettings.COLLECTOR_FAN_OUT)) {
      return settings.get(CollectorSettings.GROUP);
    }
    String asked =
        "collector-fan-out (" + settings.origin(CollectorSettings.COLLECTOR_FAN_OUT) + ")";
    if (settings.isChosen(CollectorSettings.GROUP)) {
      throw new BadSettingException(
          "group (%s) and %s both say which group it is; set only one"
              .formatted(settings.origin(CollectorSettings.GROUP), asked));
    }
    return settings
        .find(ProcessSettings.INSTANCE_ID)
        .orElseThrow(() ->
            new BadSettingException(
                asked
                    + " names the group by collector-id, which is not set: give one that stays the"
                    + " same, because the log is held for the group of this name"));
  }
}
