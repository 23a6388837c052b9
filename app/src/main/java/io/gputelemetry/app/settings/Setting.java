package io.gputelemetry.app.settings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One row of the table of settings. Its flag is {@code --name}, its file key {@code name}, its
 * environment variable the name in upper case with underscores; the same holds for each alias.
 *
 * @param name in kebab case
 * @param group the heading it stands under
 * @param kind its values
 * @param description what it does, in one or two sentences
 * @param roles the subcommands that have it
 * @param fallbacks default per role; roles without one start unset
 * @param aliases other names
 * @param shortFlags further flags, which are no environment variables and no file keys
 * @param secret whether its value is masked wherever it is shown
 */
public record Setting<T>(
    String name,
    String group,
    Kind<T> kind,
    String description,
    Set<Role> roles,
    Map<Role, String> fallbacks,
    List<String> aliases,
    List<String> shortFlags,
    boolean secret) {

  public Setting {
    roles = Set.copyOf(roles);
    fallbacks = Map.copyOf(fallbacks);
    aliases = List.copyOf(aliases);
    shortFlags = List.copyOf(shortFlags);
  }

  static <T> Setting<T> of(String name, Kind<T> kind, Set<Role> roles, String description) {
    return new Setting<>(name, "", kind, description, roles, Map.of(), List.of(), List.of(), false);
  }

  Setting<T> in(String heading) {
    return new Setting<>(
        name, heading, kind, description, roles, fallbacks, aliases, shortFlags, secret);
  }

  /** With this default in every role. */
  Setting<T> fallback(String text) {
    Map<Role, String> all = new EnumMap<>(Role.class);
    roles.forEach(role -> all.put(role, text));
    return new Setting<>(name, group, kind, description, roles, all, aliases, shortFlags, secret);
  }

  /** With another default in one role. */
  Setting<T> fallback(Role role, String text) {
    Map<Role, String> all = new EnumMap<>(Role.class);
    all.putAll(fallbacks);
    all.put(role, text);
    return new Setting<>(name, group, kind, description, roles, all, aliases, shortFlags, secret);
  }

  Setting<T> alias(String... names) {
    return new Setting<>(
        name, group, kind, description, roles, fallbacks, List.of(names), shortFlags, secret);
  }

  Setting<T> shortFlag(String... names) {
    return new Setting<>(
        name, group, kind, description, roles, fallbacks, aliases, List.of(names), secret);
  }

  Setting<T> asSecret() {
    return new Setting<>(
        name, group, kind, description, roles, fallbacks, aliases, shortFlags, true);
  }

  /** Its default in a role. */
  public Optional<String> fallback(Role role) {
    return Optional.ofNullable(fallbacks.get(role));
  }

  /** The name and the aliases. */
  public List<String> names() {
    List<String> names = new ArrayList<>(List.of(name));
    names.addAll(aliases);
    return names;
  }

  /** All that can stand behind the dashes. */
  public List<String> flags() {
    List<String> flags = names();
    flags.addAll(shortFlags);
    return flags;
  }

  /** The environment variable of a name. */
  public static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
