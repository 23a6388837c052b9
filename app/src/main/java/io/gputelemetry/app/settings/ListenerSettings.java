package io.gputelemetry.app.settings;

import static io.gputelemetry.app.settings.Role.ALL;
import static io.gputelemetry.app.settings.Role.API;
import static io.gputelemetry.app.settings.Role.BROKER;
import static io.gputelemetry.app.settings.Role.COLLECTOR;
import static io.gputelemetry.app.settings.Role.DEMO;
import static io.gputelemetry.app.settings.Role.STORE;
import static io.gputelemetry.app.settings.Role.STREAMER;
import static io.gputelemetry.app.settings.Role.withAllInOne;

import java.util.EnumSet;
import java.util.Set;

/** Where a process listens. */
public final class ListenerSettings {
  private static final String GROUP = "Listeners";
  private static final Set<Role> BROKERS = withAllInOne(BROKER);

  public static final Setting<Address> TCP_ADDR =
      Setting.of(
              "tcp-addr",
              Address.kind(),
              BROKERS,
              "Where the queue's binary protocol listens. Without a host: loopback if there is no"
                  + " token, every interface if there is one.")
          .in(GROUP)
          .fallback(":9000")
          .fallback(DEMO, ":0");

  public static final Setting<String> TCP_HOST =
      Setting.of(
              "tcp-host",
              Kind.text("HOST", "a host name or address"),
              BROKERS,
              "With tcp-port another form of tcp-addr.")
          .in(GROUP);

  public static final Setting<Integer> TCP_PORT =
      Setting.of("tcp-port", Kind.port(), BROKERS, "With tcp-host another form of tcp-addr.")
          .in(GROUP);

  public static final Setting<Address> HTTP_ADDR =
      Setting.of(
              "http-addr",
              Address.kind(),
              BROKERS,
              "Where the queue's HTTP paths listen. Without a host: as tcp-addr.")
          .in(GROUP)
          .fallback(":9001")
          .fallback(DEMO, ":0");

  public static final Setting<String> HTTP_HOST =
      Setting.of(
              "http-host",
              Kind.text("HOST", "a host name or address"),
              BROKERS,
              "With http-port another form of http-addr.")
          .in(GROUP);

  public static final Setting<Integer> HTTP_PORT =
      Setting.of("http-port", Kind.port(), BROKERS, "With http-host another form of http-addr.")
          .in(GROUP);

  public static final Setting<String> HOST =
      Setting.of(
              "host",
              Kind.text("HOST", "a host name or address"),
              withAllInOne(API),
              "Where the API listens.")
          .in(GROUP)
          .fallback("127.0.0.1")
          .alias("api-host");

  public static final Setting<Integer> PORT =
      Setting.of("port", Kind.port(), withAllInOne(API), "The API's port.")
          .in(GROUP)
          .fallback("8080")
          .fallback(DEMO, "0")
          .alias("api-port");

  public static final Setting<Address> LISTEN_ADDR =
      Setting.of(
              "listen-addr", Address.kind(), EnumSet.of(ALL, API), "Another form of host and port.")
          .in(GROUP);

  public static final Setting<Address> BROKER_LISTEN_ADDR =
      Setting.of(
              "listen-addr",
              Address.kind(),
              EnumSet.of(BROKER),
              "For the broker another form of http-addr.")
          .in(GROUP);

  public static final Setting<Address> STORE_ADDR =
      Setting.of(
              "store-addr",
              Address.kind(),
              EnumSet.of(STORE),
              "Where the store listens for collectors and APIs. Without a host: as tcp-addr.")
          .in(GROUP)
          .fallback(":9002");

  public static final Setting<Address> METRICS_ADDR =
      Setting.of(
              "metrics-addr",
              Address.kind(),
              EnumSet.of(STREAMER, COLLECTOR, STORE),
              "Where health and metrics of the role listen.")
          .in(GROUP)
          .fallback(STREAMER, ":9003")
          .fallback(COLLECTOR, ":9004")
          .fallback(STORE, ":9005");

  private ListenerSettings() {}
}
