package io.gputelemetry.app.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Environment variables that somebody meant as a setting, and that count for nothing. */
public final class UnknownVariables {
  private static final int NEAR = 2;

  /** Shorter names are near to too many that belong to others. */
  private static final int SHORTEST = 7;

  /** Without them another source is read than the one that was meant. */
  private static final List<Setting<?>> SOURCES =
      List.of(
          SourceSettings.SOURCE,
          StreamerSettings.CSV_PATH,
          SourceSettings.SCRAPE_TARGETS,
          SourceSettings.SCRAPE_FILES);

  private UnknownVariables() {}

  /** A line for each that is near the name of a setting, or names a source and is empty. */
  public static List<String> warnings(Role role, Map<String, String> environment) {
    Set<String> known =
        SettingsTable.EVERYTHING.stream()
            .flatMap(setting -> setting.names().stream())
            .map(Setting::variable)
            .collect(Collectors.toSet());
    List<String> warnings = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach((variable, value) -> {
          if (!known.contains(variable)) {
            near(variable, known)
                .forEach(name ->
                    warnings.add(
                        variable
                            + " is no setting and counts for nothing; is "
                            + name
                            + " meant?"));
          } else if (value.isEmpty() && isSource(role, variable)) {
            warnings.add(variable + " is empty, which counts as not set");
          }
        });
    return warnings;
  }

  private static List<String> near(String variable, Set<String> known) {
    return known.stream()
        .filter(name -> name.length() >= SHORTEST && name.contains("_"))
        .filter(name -> Spelling.distance(name, variable) <= NEAR)
        .sorted()
        .limit(1)
        .toList();
  }

  private static boolean isSource(Role role, String variable) {
    return SOURCES.stream()
        .anyMatch(setting ->
            setting.roles().contains(role) && Setting.variable(setting.name()).equals(variable));
  }
}
