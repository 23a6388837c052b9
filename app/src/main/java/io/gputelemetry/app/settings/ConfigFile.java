package io.gputelemetry.app.settings;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A configuration file: lines of {@code key = value}; empty lines and lines that begin with {@code
 * #} are skipped. The rest of the line is the value, without quoting and without comments.
 *
 * @param path for messages
 * @param entries by key
 */
record ConfigFile(String path, Map<String, Entry> entries) {

  /** A value and its line. */
  record Entry(String value, int line) {}

  static final ConfigFile NONE = new ConfigFile("", Map.of());

  /**
   * Reads the lines of a file.
   *
   * @throws BadSettingException for a line of another form, an unknown key, or a key given twice
   */
  static ConfigFile parse(String path, List<String> lines) {
    Set<String> known = new HashSet<>();
    SettingsTable.EVERYTHING.forEach(setting -> known.addAll(setting.names()));
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = path + " line " + (i + 1) + ": ";
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new BadSettingException(where + "not of the form 'key = value'");
      }
      String key = line.substring(0, equals).strip();
      if (!known.contains(key)) {
        throw new BadSettingException(
            where
                + "unknown key '"
                + key
                + "'"
                + Spelling.hint(key, known)
                + "; docs/configuration.md lists the keys");
      }
      if (entries.put(key, new Entry(line.substring(equals + 1).strip(), i + 1)) != null) {
        throw new BadSettingException(where + "key '" + key + "' is given twice");
      }
    }
    return new ConfigFile(path, entries);
  }
}
