package io.gputelemetry.app.settings;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes docs/configuration.md from the table. */
public final class ConfigDoc {
  private static final String INTRODUCTION =
      """
      # Configuration

      This page is generated from the table of settings in the code (`bin/gpu-telemetry config-doc`
      prints it) and compared with it in the build.

      Every setting has one name in three forms: the flag `--data-dir`, the environment variable
      `DATA_DIR`, and the key `data-dir` in the file that `--config` (or `CONFIG_FILE`) names. A flag
      goes before the environment, the environment before the file, the file before the default. An
      empty value counts as not given. An alias works in all three forms; two names of one setting
      with different values are refused.

      The file has lines of `key = value`; empty lines and lines that begin with `#` are skipped. One
      file can serve all roles: keys that a role does not use are checked for their name only. An
      unknown flag or key, and a value that is malformed or out of range, stop the start with one
      line and exit code 2. `--print-config` shows each effective value and where it came from.

      Durations are written `100ms`, `30s`, `5m`, `24h`, `30d`; sizes `512KiB`, `64MiB`, `8GiB`.

      Without a token every listener binds to the loopback interface. An address that other machines
      can reach needs `TOKEN` or `TOKEN_FILE`, or `--insecure`. With a token, listeners without a host
      (`:9000`) bind to every interface.

      A token file has a token a line: alone it is good for everything, behind it can stand what it is
      good for, `publish`, `consume` or `admin`, several separated by commas. Empty lines and lines that
      begin with `#` are skipped. The queue's ports look at the roles
      ([which request needs which](protocol.md#roles)); every other listener takes each of the tokens.

      ```
      # operators, and what this process presents to others
      5b1e0c4f9d2a7e63
      a90d77c1e2f34b58 publish
      7c3f18d2b6e9405a publish,consume
      ```

      `all` runs everything in one process. `broker`, `store`, `streamer`, `collector` and `api` run
      apart, over TCP, in any order: without a setting they find each other on one machine. `client` is
      what the commands for people have: `topic`, `group`, `dlq`, `sequence`, `publish`, `consume`, `probe`;
      there `--url` is short for `--mq-url`. `operator` is what `store verify`, `store stats`, `store export` and
      `store import` have ([what they do](store-tool.md)); there `--url` is short for `--store-url`.
      """;

  private ConfigDoc() {}

  /** The whole page. */
  public static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    Set<String> groups = new LinkedHashSet<>();
    SettingsTable.EVERYTHING.forEach(setting -> groups.add(setting.group()));
    for (String group : groups) {
      page.append("\n## ").append(group).append("\n\n");
      page.append("| Key | Variable | Default | Valid | Roles | Meaning |\n");
      page.append("|---|---|---|---|---|---|\n");
      SettingsTable.EVERYTHING.stream()
          .filter(setting -> setting.group().equals(group))
          .forEach(setting -> page.append(row(setting)));
    }
    return page.toString();
  }

  private static String row(Setting<?> setting) {
    return String.format(
        Locale.ROOT,
        "| `%s`%s | `%s`%s | %s | %s | %s | %s |\n",
        setting.name(),
        shortFlags(setting),
        Setting.variable(setting.name()),
        aliases(setting),
        fallbacks(setting),
        setting.kind().valid().replace("|", "\\|"),
        roles(setting.roles()),
        setting.description());
  }

  private static String aliases(Setting<?> setting) {
    return setting.aliases().stream()
        .map(alias -> ", `" + Setting.variable(alias) + "`")
        .collect(Collectors.joining());
  }

  private static String shortFlags(Setting<?> setting) {
    return setting.shortFlags().stream()
        .map(flag -> ", flag `--" + flag + "`")
        .collect(Collectors.joining());
  }

  private static String fallbacks(Setting<?> setting) {
    Set<String> distinct = new LinkedHashSet<>(setting.fallbacks().values());
    if (distinct.isEmpty()) {
      return "–";
    }
    if (distinct.size() == 1 && setting.fallbacks().size() == setting.roles().size()) {
      return "`" + distinct.iterator().next() + "`";
    }
    return usual(setting) + exceptions(setting);
  }

  /** What most roles have. */
  private static String usual(Setting<?> setting) {
    return "`" + usualText(setting) + "`";
  }

  private static String usualText(Setting<?> setting) {
    for (Role role : Role.values()) {
      if (setting.fallbacks().containsKey(role)) {
        return setting.fallbacks().get(role);
      }
    }
    return "";
  }

  private static String exceptions(Setting<?> setting) {
    StringBuilder text = new StringBuilder();
    for (Role role : Role.values()) {
      String fallback = setting.fallbacks().get(role);
      if (fallback != null && !fallback.equals(usualText(setting))) {
        String shown = fallback.isEmpty() ? "none" : "`" + fallback + "`";
        text.append("; ").append(role.command()).append(": ").append(shown);
      }
    }
    return text.toString();
  }

  private static String roles(Set<Role> roles) {
    StringBuilder text = new StringBuilder();
    for (Role role : Role.values()) {
      if (roles.contains(role)) {
        text.append(text.isEmpty() ? "" : ", ").append(role.command());
      }
    }
    return text.toString();
  }
}
