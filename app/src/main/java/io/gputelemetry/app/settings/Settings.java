package io.gputelemetry.app.settings;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The effective configuration of one process. */
public final class Settings {

  /**
   * A value with where it came from.
   *
   * @param text as written; empty if the setting is not set
   * @param value parsed; empty if the setting is not set
   */
  record Effective(String text, Optional<Object> value, Origin origin) {}

  private final Role role;
  private final Map<Setting<?>, Effective> values;

  Settings(Role role, Map<Setting<?>, Effective> values) {
    this.role = role;
    this.values = Map.copyOf(values);
  }

  /** The role that was configured. */
  public Role role() {
    return role;
  }

  /** The value of a setting that always has one. */
  public <T> T get(Setting<T> setting) {
    return find(setting)
        .orElseThrow(
            () -> new IllegalStateException("BUG: " + setting.name() + " has no value in " + role));
  }

  /** The value of a setting, if it is set. */
  @SuppressWarnings("unchecked") // the reader parsed it with the setting's own kind
  public <T> Optional<T> find(Setting<T> setting) {
    return (Optional<T>) effective(setting).value();
  }

  /** Whether somebody chose the value. */
  public boolean isChosen(Setting<?> setting) {
    return !(effective(setting).origin() instanceof Origin.Default);
  }

  /** The same with another value of one setting. */
  public Settings with(Setting<?> setting, String text) {
    Map<Setting<?>, Effective> changed = new HashMap<>(values);
    Object value = setting.kind().parser().apply(text);
    changed.put(setting, new Effective(text, Optional.of(value), new Origin.Default()));
    return new Settings(role, changed);
  }

  /** Where the value came from, for messages, for example {@code environment RATE}. */
  public String origin(Setting<?> setting) {
    return effective(setting).origin().text();
  }

  /** The configuration as a file that gives the same configuration, with the origins. */
  public String print() {
    StringBuilder text = new StringBuilder();
    text.append("# effective configuration of ").append(role.command()).append('\n');
    for (Setting<?> setting : SettingsTable.EVERYTHING) {
      if (setting.roles().contains(role)) {
        print(setting, text);
      }
    }
    return text.toString();
  }

  private void print(Setting<?> setting, StringBuilder text) {
    Effective effective = effective(setting);
    text.append("\n# from: ").append(effective.origin().text()).append('\n');
    if (effective.value().isEmpty()) {
      text.append("# ").append(setting.name()).append(" is not set\n");
    } else if (setting.secret()) {
      text.append("# ").append(setting.name()).append(" = ********\n");
    } else {
      text.append(setting.name()).append(" = ").append(effective.text()).append('\n');
    }
  }

  private Effective effective(Setting<?> setting) {
    Effective effective = values.get(setting);
    if (effective == null) {
      throw new IllegalStateException("BUG: " + setting.name() + " is no setting of " + role);
    }
    return effective;
  }
}
