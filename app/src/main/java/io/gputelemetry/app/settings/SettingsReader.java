package io.gputelemetry.app.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the effective value of each setting: flag over environment over file over default. An empty
 * value counts as not given.
 */
public final class SettingsReader {
  private record Candidate(String text, Origin origin) {}

  private final Role role;
  private final Map<String, String> flags;
  private final Map<String, String> environment;
  private final ConfigFile file;

  /**
   * Reads for a role.
   *
   * @param flags by name, without the dashes
   */
  public SettingsReader(Role role, Map<String, String> flags, Map<String, String> environment) {
    this(role, flags, environment, ConfigFile.NONE);
  }

  private SettingsReader(
      Role role, Map<String, String> flags, Map<String, String> environment, ConfigFile file) {
    this.role = role;
    this.flags = Map.copyOf(flags);
    this.environment = Map.copyOf(environment);
    this.file = file;
  }

  /**
   * With a configuration file.
   *
   * @throws BadSettingException if a line cannot be used
   */
  public SettingsReader withFile(String path, List<String> lines) {
    return new SettingsReader(role, flags, environment, ConfigFile.parse(path, lines));
  }

  /**
   * The effective configuration.
   *
   * @throws BadSettingException naming the first setting that cannot be used
   */
  public Settings read() {
    Map<Setting<?>, Settings.Effective> values = new HashMap<>();
    for (Setting<?> setting : SettingsTable.EVERYTHING) {
      if (setting.roles().contains(role)) {
        values.put(setting, effective(setting));
      }
    }
    Settings settings = new Settings(role, values);
    SettingsTable.ALTERNATIVES.forEach(alternatives -> checkOneOf(settings, alternatives));
    return settings;
  }

  private Settings.Effective effective(Setting<?> setting) {
    for (List<Candidate> level :
        List.of(fromFlags(setting), fromEnvironment(setting), fromFile(setting))) {
      if (!level.isEmpty()) {
        Candidate chosen = onlyOne(setting, level);
        return new Settings.Effective(
            chosen.text(), Optional.of(parse(setting, chosen)), chosen.origin());
      }
    }
    String fallback = setting.fallback(role).orElse("");
    Origin origin = new Origin.Default();
    Optional<Object> value =
        fallback.isEmpty()
            ? Optional.empty()
            : Optional.of(parse(setting, new Candidate(fallback, origin)));
    return new Settings.Effective(fallback, value, origin);
  }

  private List<Candidate> fromFlags(Setting<?> setting) {
    List<Candidate> found = new ArrayList<>();
    for (String name : setting.flags()) {
      add(found, flags.getOrDefault(name, ""), new Origin.Flag("--" + name));
    }
    return found;
  }

  private List<Candidate> fromEnvironment(Setting<?> setting) {
    List<Candidate> found = new ArrayList<>();
    for (String name : setting.names()) {
      String variable = Setting.variable(name);
      add(found, environment.getOrDefault(variable, ""), new Origin.Environment(variable));
    }
    return found;
  }

  private List<Candidate> fromFile(Setting<?> setting) {
    List<Candidate> found = new ArrayList<>();
    for (String name : setting.names()) {
      ConfigFile.Entry entry = file.entries().get(name);
      if (entry != null) {
        add(found, entry.value(), new Origin.File(file.path(), entry.line(), name));
      }
    }
    return found;
  }

  private static void add(List<Candidate> found, String text, Origin origin) {
    if (!text.isEmpty()) {
      found.add(new Candidate(text, origin));
    }
  }

  private static Candidate onlyOne(Setting<?> setting, List<Candidate> level) {
    Candidate first = level.getFirst();
    for (Candidate other : level) {
      if (!other.text().equals(first.text())) {
        throw new BadSettingException(
            setting.name()
                + " is given twice with different values, by "
                + first.origin().text()
                + " and by "
                + other.origin().text()
                + "; remove one of them");
      }
    }
    return first;
  }

  private static Object parse(Setting<?> setting, Candidate candidate) {
    try {
      return setting.kind().parser().apply(candidate.text());
    } catch (IllegalArgumentException e) {
      String shown = setting.secret() ? "********" : "'" + candidate.text() + "'";
      throw new BadSettingException(
          setting.name()
              + " cannot be "
              + shown
              + " ("
              + candidate.origin().text()
              + "): "
              + e.getMessage()
              + "; valid: "
              + setting.kind().valid());
    }
  }

  private void checkOneOf(Settings settings, List<List<Setting<?>>> alternatives) {
    Set<String> chosen = new LinkedHashSet<>();
    for (List<Setting<?>> alternative : alternatives) {
      alternative.stream()
          .filter(setting -> setting.roles().contains(role) && settings.isChosen(setting))
          .limit(1)
          .forEach(setting -> chosen.add(setting.name() + " (" + settings.origin(setting) + ")"));
    }
    if (chosen.size() > 1) {
      throw new BadSettingException(
          String.join(" and ", chosen) + " say the same thing in different ways; set only one");
    }
  }
}
