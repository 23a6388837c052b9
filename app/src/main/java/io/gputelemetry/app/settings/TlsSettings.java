package io.gputelemetry.app.settings;

import static io.gputelemetry.app.settings.Role.ALL;
import static io.gputelemetry.app.settings.Role.API;
import static io.gputelemetry.app.settings.Role.BROKER;
import static io.gputelemetry.app.settings.Role.CLIENT;
import static io.gputelemetry.app.settings.Role.COLLECTOR;
import static io.gputelemetry.app.settings.Role.OPERATOR;
import static io.gputelemetry.app.settings.Role.STORE;
import static io.gputelemetry.app.settings.Role.STREAMER;

import java.util.EnumSet;
import java.util.Set;

/** TLS on the ports of the queue and the store, and towards them. Files are in PEM form. */
public final class TlsSettings {
  private static final String GROUP = "TLS";
  private static final Set<Role> SERVERS = EnumSet.of(ALL, BROKER, STORE);
  private static final Set<Role> CLIENTS = EnumSet.of(STREAMER, COLLECTOR, API, CLIENT, OPERATOR);
  private static final Set<Role> BOTH =
      EnumSet.of(ALL, BROKER, STORE, STREAMER, COLLECTOR, API, CLIENT, OPERATOR);

  public static final Setting<String> CERTIFICATE =
      Setting.of(
              "tls-certificate",
              file(),
              BOTH,
              "The certificate of this process, and those between it and the CA. With it the ports"
                  + " of the queue and the store (9000, 9001, 9002) speak TLS and nothing else; a"
                  + " client shows it to those that ask.")
          .in(GROUP);

  public static final Setting<String> KEY =
      Setting.of(
              "tls-key",
              file(),
              BOTH,
              "The private key of tls-certificate, PKCS#8 without a password.")
          .in(GROUP);

  public static final Setting<String> CLIENT_CA =
      Setting.of(
              "tls-client-ca",
              file(),
              SERVERS,
              "CAs for clients: with it a client must have a certificate that one of them signed.")
          .in(GROUP);

  public static final Setting<String> CA =
      Setting.of(
              "tls-ca",
              file(),
              CLIENTS,
              "CAs for the servers that mq-url and store-url name with tls://. Without it, those"
                  + " that the JDK knows.")
          .in(GROUP);

  private TlsSettings() {}

  private static Kind<String> file() {
    return Kind.text("FILE", "a PEM file");
  }
}
