package io.gputelemetry.app.settings;

import static io.gputelemetry.app.settings.Role.API;
import static io.gputelemetry.app.settings.Role.BROKER;
import static io.gputelemetry.app.settings.Role.CLIENT;
import static io.gputelemetry.app.settings.Role.COLLECTOR;
import static io.gputelemetry.app.settings.Role.STREAMER;
import static io.gputelemetry.app.settings.Role.withAllInOne;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** The message queue, and where it is. */
public final class QueueSettings {
  private static final String GROUP = "Message queue";
  private static final Set<Role> BROKERS = withAllInOne(BROKER);
  private static final Set<Role> CLIENTS = EnumSet.of(STREAMER, COLLECTOR, API, CLIENT);

  public static final Setting<String> MQ_URL =
      Setting.of(
              "mq-url",
              Kind.text("URL", "tcp://host:port or tls://host:port"),
              CLIENTS,
              "Where the queue is. In the all-in-one process it is inside.")
          .in(GROUP)
          .fallback("tcp://localhost:9000");

  public static final Setting<String> MQ_HOST =
      Setting.of(
              "mq-host",
              Kind.text("HOST", "a host name or address"),
              CLIENTS,
              "With mq-port another form of mq-url.")
          .in(GROUP);

  public static final Setting<Integer> MQ_PORT =
      Setting.of("mq-port", Kind.port(), CLIENTS, "With mq-host another form of mq-url.").in(GROUP);

  public static final Setting<String> MQ_BASE_URL =
      Setting.of(
              "mq-base-url",
              Kind.text("URL", "http://host:port"),
              CLIENTS,
              "Another form of mq-url: the host of the queue; its TCP port is then 9000.")
          .in(GROUP);

  public static final Setting<String> TOPIC =
      Setting.of(
              "topic",
              Kind.topic(),
              withAllInOne(STREAMER, COLLECTOR, API),
              "The topic that carries the samples.")
          .in(GROUP)
          .fallback("telemetry")
          .alias("mq-topic");

  public static final Setting<Long> MAX_LOG_BYTES =
      Setting.of(
              "max-log-bytes",
              Quantities.size("4MiB", "16TiB"),
              BROKERS,
              "A topic's log is full at this size; publishers then wait.")
          .in(GROUP)
          .fallback("8GiB");

  public static final Setting<Duration> MAX_LOG_AGE =
      Setting.of(
              "max-log-age",
              Quantities.duration("1m", "3650d"),
              BROKERS,
              "Messages older than this leave the log once the collectors are done with them.")
          .in(GROUP)
          .fallback("24h");

  public static final Setting<Long> VISIBILITY_TIMEOUT =
      Setting.of(
              "visibility-timeout-seconds",
              Kind.integer(1, 43_200),
              BROKERS,
              "Seconds that a leased message is hidden from the other members of its group.")
          .in(GROUP)
          .fallback("30");

  private QueueSettings() {}
}
