package io.gputelemetry.app.settings;

import static io.gputelemetry.app.settings.Role.ALL;
import static io.gputelemetry.app.settings.Role.API;
import static io.gputelemetry.app.settings.Role.BROKER;
import static io.gputelemetry.app.settings.Role.COLLECTOR;
import static io.gputelemetry.app.settings.Role.DEMO;
import static io.gputelemetry.app.settings.Role.OPENAPI;
import static io.gputelemetry.app.settings.Role.OPERATOR;
import static io.gputelemetry.app.settings.Role.STORE;
import static io.gputelemetry.app.settings.Role.STREAMER;
import static io.gputelemetry.app.settings.Role.withAllInOne;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What every process has. */
public final class ProcessSettings {
  private static final String GROUP = "Process";
  private static final Set<Role> EVERY =
      EnumSet.complementOf(EnumSet.of(Role.SIMULATE, Role.OPENAPI));

  public static final Setting<String> DATA_DIR =
      Setting.of(
              "data-dir",
              Kind.text("DIR", "a directory"),
              withAllInOne(BROKER, STORE, COLLECTOR, API, OPERATOR),
              "The one directory the process writes to; a collector and an API write to none unless"
                  + " storage-type is embedded. A broker and a store can share one. A demo without"
                  + " one uses a temporary directory and removes it. For an operator: where the"
                  + " store is that no process has open.")
          .in(GROUP)
          .fallback("data")
          .fallback(DEMO, "");

  public static final Setting<String> INSTANCE_ID =
      Setting.of(
              "instance-id",
              Kind.name(64),
              EVERY,
              "The name of this process in logs and metrics. Default: host name, role and a random"
                  + " part.")
          .in(GROUP)
          .alias("collector-id", "streamer-id");

  public static final Setting<String> LOG_LEVEL =
      Setting.of(
              "log-level",
              Kind.choice("error", "warn", "info", "debug", "trace"),
              EnumSet.allOf(Role.class),
              "The least important log lines to write.")
          .in(GROUP)
          .fallback("warn")
          .fallback(ALL, "info")
          .fallback(BROKER, "info")
          .fallback(STORE, "info")
          .fallback(STREAMER, "info")
          .fallback(COLLECTOR, "info")
          .fallback(API, "info");

  public static final Setting<String> LOG_FORMAT =
      Setting.of(
              "log-format",
              Kind.choice("auto", "text", "json"),
              EnumSet.allOf(Role.class),
              "auto writes text to a terminal and one JSON object a line elsewhere.")
          .in(GROUP)
          .fallback("auto");

  public static final Setting<String> TOKEN =
      Setting.of(
              "token",
              token(),
              EVERY,
              "What clients must present, on every listener, and what this process presents to the"
                  + " queue and the store. Prefer token-file: a flag can be seen by other users of"
                  + " the machine.")
          .in(GROUP)
          .asSecret();

  public static final Setting<String> TOKEN_FILE =
      Setting.of(
              "token-file",
              Kind.text("FILE", "a file of tokens, one a line, see above"),
              EVERY,
              "Where to read tokens and their roles from, instead of token. The first one is what"
                  + " this process presents to the queue and the store.")
          .in(GROUP);

  public static final Setting<Boolean> INSECURE =
      Setting.of(
              "insecure",
              Kind.flag(),
              EVERY,
              "Allows listeners that other machines can reach without a token.")
          .in(GROUP)
          .fallback("false");

  public static final Setting<String> OUTPUT =
      Setting.of(
              "openapi-output",
              Kind.text("FILE", "a file to write"),
              EnumSet.of(OPENAPI),
              "Where to write the document instead of the standard output.")
          .in(GROUP)
          .shortFlag("output");

  private ProcessSettings() {}

  private static Kind<String> token() {
    Pattern pattern = Pattern.compile("[\\x21-\\x7e]{8,1024}");
    return new Kind<>(
        "TOKEN",
        "8 to 1024 visible ASCII characters",
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("not a token");
          }
          return text;
        });
  }
}
