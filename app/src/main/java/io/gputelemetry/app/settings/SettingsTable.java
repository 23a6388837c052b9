package io.gputelemetry.app.settings;

import java.util.List;

/**
 * Every setting, once. Flags, environment variables, file keys, the help, {@code --print-config}
 * and docs/configuration.md come from here.
 */
public final class SettingsTable {
  /** The whole table, in the order of the documentation. */
  public static final List<Setting<?>> EVERYTHING =
      List.of(
          ProcessSettings.DATA_DIR,
          ProcessSettings.INSTANCE_ID,
          ProcessSettings.LOG_LEVEL,
          ProcessSettings.LOG_FORMAT,
          ProcessSettings.TOKEN,
          ProcessSettings.TOKEN_FILE,
          ProcessSettings.INSECURE,
          ProcessSettings.OUTPUT,
          ListenerSettings.HOST,
          ListenerSettings.PORT,
          ListenerSettings.LISTEN_ADDR,
          ListenerSettings.BROKER_LISTEN_ADDR,
          ListenerSettings.TCP_ADDR,
          ListenerSettings.TCP_HOST,
          ListenerSettings.TCP_PORT,
          ListenerSettings.HTTP_ADDR,
          ListenerSettings.HTTP_HOST,
          ListenerSettings.HTTP_PORT,
          ListenerSettings.STORE_ADDR,
          ListenerSettings.METRICS_ADDR,
          TlsSettings.CERTIFICATE,
          TlsSettings.KEY,
          TlsSettings.CLIENT_CA,
          TlsSettings.CA,
          QueueSettings.MQ_URL,
          QueueSettings.MQ_HOST,
          QueueSettings.MQ_PORT,
          QueueSettings.MQ_BASE_URL,
          QueueSettings.TOPIC,
          QueueSettings.MAX_LOG_BYTES,
          QueueSettings.MAX_LOG_AGE,
          QueueSettings.VISIBILITY_TIMEOUT,
          SourceSettings.SOURCE,
          StreamerSettings.CSV_PATH,
          StreamerSettings.CSV_FOLLOW,
          StreamerSettings.PASSES,
          StreamerSettings.RATE,
          StreamerSettings.STREAM_INTERVAL,
          StreamerSettings.SLEEP_MILLIS,
          StreamerSettings.BATCH_SIZE,
          StreamerSettings.COLLECT_INTERVAL,
          StreamerSettings.STREAM_BUFFER,
          StreamerSettings.STREAM_ID,
          StreamerSettings.STREAM_MODE,
          StreamerSettings.SHARD_COUNT,
          StreamerSettings.SHARD_INDEX,
          SourceSettings.SCRAPE_TARGETS,
          SourceSettings.SCRAPE_FILES,
          SourceSettings.SCRAPE_INTERVAL,
          SourceSettings.SCRAPE_TIMEOUT,
          SourceSettings.SCRAPE_JOB,
          SimulatorSettings.SIMULATE_CSV,
          SimulatorSettings.SIMULATE_TICKS,
          SimulatorSettings.SIMULATOR_HOSTS,
          SimulatorSettings.SIMULATOR_GPUS,
          SimulatorSettings.SIMULATOR_SEED,
          SimulatorSettings.SIMULATE_LOST,
          SimulatorSettings.SIMULATOR_DROP_AFTER,
          SimulatorSettings.SIMULATE_XID,
          SimulatorSettings.SIMULATE_THROTTLE,
          SimulatorSettings.SIMULATE_ECC,
          SimulatorSettings.SIMULATE_SLOW,
          SimulatorSettings.SIMULATE_CHURN,
          CollectorSettings.GROUP,
          CollectorSettings.COLLECTOR_FAN_OUT,
          CollectorSettings.START,
          CollectorSettings.COLLECTOR_WORKERS,
          CollectorSettings.COLLECTOR_BATCH_SIZE,
          CollectorSettings.FLUSH_INTERVAL,
          CollectorSettings.STORAGE_TYPE,
          CollectorSettings.STORE_URL,
          CollectorSettings.STORE_DURABILITY,
          CollectorSettings.STORE_HEAD_BYTES,
          CollectorSettings.RETENTION_PERIOD);

  /** Of each list at most one entry may be set; an entry is one setting or several parts. */
  static final List<List<List<Setting<?>>>> ALTERNATIVES =
      List.of(
          List.of(
              List.of(StreamerSettings.RATE),
              List.of(StreamerSettings.STREAM_INTERVAL),
              List.of(StreamerSettings.SLEEP_MILLIS)),
          List.of(List.of(ProcessSettings.TOKEN), List.of(ProcessSettings.TOKEN_FILE)),
          List.of(
              List.of(ListenerSettings.TCP_ADDR),
              List.of(ListenerSettings.TCP_HOST, ListenerSettings.TCP_PORT)),
          List.of(
              List.of(ListenerSettings.HTTP_ADDR),
              List.of(ListenerSettings.HTTP_HOST, ListenerSettings.HTTP_PORT),
              List.of(ListenerSettings.BROKER_LISTEN_ADDR)),
          List.of(
              List.of(ListenerSettings.HOST, ListenerSettings.PORT),
              List.of(ListenerSettings.LISTEN_ADDR)),
          List.of(
              List.of(QueueSettings.MQ_URL),
              List.of(QueueSettings.MQ_HOST, QueueSettings.MQ_PORT),
              List.of(QueueSettings.MQ_BASE_URL)));

  private SettingsTable() {}
}
