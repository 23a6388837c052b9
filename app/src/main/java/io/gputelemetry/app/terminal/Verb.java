package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * One thing that can be asked, with its options. Those of the connection come from the settings.
 */
public final class Verb {
  /** In place of a noun: the verb stands alone. */
  static final String ALONE = "";

  static final String JSON = "--json";
  static final String TOPIC = "--topic";
  static final String YES = "--yes";

  /** Does what was asked. */
  @FunctionalInterface
  interface Action {
    ExitCode run(Call call) throws IOException, InterruptedException;
  }

  private final String noun;
  private final CommandSpec spec = CommandSpec.create();
  private final Action action;
  private final List<String> examples = new ArrayList<>();
  private Optional<Role> role = Optional.of(Role.CLIENT);
  private Set<Setting<?>> only = Set.of();

  private Verb(String noun, String name, String summary, Action action) {
    this.noun = noun;
    this.action = action;
    spec.name(name);
    spec.usageMessage().description(summary).sortOptions(false);
    flag(JSON, "Prints one JSON object a line instead of a table.");
  }

  static Verb of(String noun, String name, String summary, Action action) {
    return new Verb(noun, name, summary, action);
  }

  /** With an option that has a value. */
  Verb option(String flag, String shape, String description) {
    spec.addOption(
        OptionSpec.builder(flag)
            .type(String.class)
            .arity("1")
            .paramLabel(shape)
            .description(description)
            .build());
    return this;
  }

  /** With an option that may be there more than once. */
  Verb options(String flag, String shape, String description) {
    spec.addOption(
        OptionSpec.builder(flag)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .arity("1")
            .paramLabel(shape)
            .description(description)
            .build());
    return this;
  }

  /** With an option that is there or not. */
  Verb flag(String flag, String description) {
    spec.addOption(
        OptionSpec.builder(flag).type(boolean.class).arity("0").description(description).build());
    return this;
  }

  /** With the topic that is meant. */
  Verb topic() {
    return option(TOPIC, "NAME", "The topic. Default: telemetry.");
  }

  /** With a question back. */
  Verb confirmed() {
    return flag(YES, "Does it: nothing is deleted without this.");
  }

  /** With words that follow. */
  Verb arguments(String arity, String label, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity(arity)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .paramLabel(label)
            .description(description)
            .build());
    return this;
  }

  Verb example(String text) {
    examples.add(text);
    return this;
  }

  /** Without a connection to a queue. */
  Verb ofFiles() {
    role = Optional.empty();
    return this;
  }

  /** Of a store instead of a queue: one that runs, or the files of one that does not. */
  Verb ofStore() {
    role = Optional.of(Role.OPERATOR);
    return this;
  }

  /** Of the files of a store that does not run. */
  Verb ofStoreFiles() {
    only = Set.of(ProcessSettings.DATA_DIR, ProcessSettings.LOG_LEVEL);
    return ofStore();
  }

  /** The command that it is below; empty if it is one itself. */
  public String noun() {
    return noun;
  }

  /** Its options, to which those of the connection are to be added. */
  public CommandSpec spec() {
    return spec;
  }

  /** For the help. */
  public List<String> examples() {
    return List.copyOf(examples);
  }

  /** Whether it needs a connection to a queue. */
  public boolean isOfQueue() {
    return role.equals(Optional.of(Role.CLIENT));
  }

  /** Whether there are settings, which its options are to be joined by. */
  public boolean hasSettings() {
    return role.isPresent();
  }

  /** Whose settings it has. */
  public Role role() {
    return role.orElse(Role.CLIENT);
  }

  /** Whether a setting of its role means anything to it. */
  public boolean takes(Setting<?> setting) {
    return only.isEmpty() || only.contains(setting);
  }

  ExitCode run(Call call) throws IOException, InterruptedException {
    return action.run(call);
  }
}
