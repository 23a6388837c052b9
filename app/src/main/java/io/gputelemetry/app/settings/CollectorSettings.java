package io.gputelemetry.app.settings;

import static io.gputelemetry.app.settings.Role.API;
import static io.gputelemetry.app.settings.Role.COLLECTOR;
import static io.gputelemetry.app.settings.Role.OPERATOR;
import static io.gputelemetry.app.settings.Role.STORE;
import static io.gputelemetry.app.settings.Role.withAllInOne;

import io.gputelemetry.queue.StartPosition;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** The collector and the store. */
public final class CollectorSettings {
  private static final String HEADING = "Collector and store";
  private static final Set<Role> COLLECTORS = withAllInOne(COLLECTOR);
  private static final Set<Role> READERS = withAllInOne(COLLECTOR, API);
  private static final Set<Role> STORES = withAllInOne(COLLECTOR, API, STORE);

  public static final Setting<String> GROUP =
      Setting.of(
              "group", Kind.name(64), COLLECTORS, "The group that collectors share the topic in.")
          .in(HEADING)
          .fallback("collectors");

  public static final Setting<Boolean> COLLECTOR_FAN_OUT =
      Setting.of(
              "collector-fan-out",
              Kind.flag(),
              COLLECTORS,
              "In place of group: collects everything, beside all others, in a group that is named"
                  + " by COLLECTOR_ID.")
          .in(HEADING)
          .fallback("false");

  public static final Setting<StartPosition> START =
      Setting.of("start", start(), COLLECTORS, "Where a new group begins in the topic.")
          .in(HEADING)
          .fallback("earliest");

  public static final Setting<Long> COLLECTOR_WORKERS =
      Setting.of("collector-workers", Kind.integer(1, 64), COLLECTORS, "Threads that collect.")
          .in(HEADING)
          .fallback("4");

  public static final Setting<Long> COLLECTOR_BATCH_SIZE =
      Setting.of(
              "collector-batch-size",
              Kind.integer(1, 1_000_000),
              COLLECTORS,
              "Samples with which a write to the store does not wait for more.")
          .in(HEADING)
          .fallback("10000");

  public static final Setting<Duration> FLUSH_INTERVAL =
      Setting.of(
              "flush-interval",
              Quantities.duration("0", "10s"),
              COLLECTORS,
              "The longest time that messages wait to be written together with others.")
          .in(HEADING)
          .fallback("100ms");

  public static final Setting<String> STORAGE_TYPE =
      Setting.of(
              "storage-type",
              Kind.choice("memory", "embedded", "remote", "postgres", "influxdb", "prometheus"),
              READERS,
              "Where samples are kept: remote in the process at store-url, embedded in data-dir,"
                  + " memory nowhere else. This version has these three.")
          .in(HEADING)
          .fallback("embedded")
          .fallback(COLLECTOR, "remote")
          .fallback(API, "remote");

  public static final Setting<String> STORE_URL =
      Setting.of(
              "store-url",
              Kind.text("URL", "tcp://host:port or tls://host:port"),
              EnumSet.of(COLLECTOR, API, OPERATOR),
              "Where the store is, if storage-type is remote; for an operator: the one that runs.")
          .in(HEADING)
          .fallback("tcp://localhost:9002")
          .fallback(OPERATOR, "");

  public static final Setting<String> STORE_DURABILITY =
      Setting.of(
              "store-durability",
              Kind.choice("synced", "written", "memory"),
              STORES,
              "What a receipt of the embedded store means: synced survives a loss of power, written"
                  + " a kill of the process, memory neither.")
          .in(HEADING)
          .fallback("synced");

  public static final Setting<Long> STORE_HEAD_BYTES =
      Setting.of(
              "store-head-bytes",
              Quantities.size("64KiB", "1GiB"),
              STORES,
              "Memory for the newest samples of the embedded store before they are sealed into a"
                  + " file.")
          .in(HEADING)
          .fallback("64MiB");

  public static final Setting<Duration> RETENTION_PERIOD =
      Setting.of(
              "retention-period",
              Quantities.duration("1m", "3650d"),
              STORES,
              "Samples older than this are removed.")
          .in(HEADING)
          .fallback("30d");

  private CollectorSettings() {}

  private static Kind<StartPosition> start() {
    return new Kind<>(
        "POSITION", "earliest, latest, an offset, or an RFC 3339 time", StartPositions::parse);
  }
}
