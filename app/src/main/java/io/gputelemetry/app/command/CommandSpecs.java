package io.gputelemetry.app.command;

import static io.gputelemetry.app.settings.CollectorSettings.STORE_URL;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.app.settings.QueueSettings;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.Setting;
import io.gputelemetry.app.settings.SettingsTable;
import io.gputelemetry.app.terminal.Verb;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Makes picocli's model of the command line: one subcommand a role, one option a setting; and the
 * verbs, some of them below a noun.
 */
final class CommandSpecs {
  static final String NAME = "gpu-telemetry";
  static final String CONFIG = "--config";
  static final String PRINT_CONFIG = "--print-config";
  static final String CONFIG_DOC = "config-doc";
  static final String URL = "--url";

  private static final Map<String, String> NOUNS =
      Map.of(
          "topic", "Looks after topics.",
          "group", "Looks after consumer groups.",
          "dlq", "Looks after dead letters.",
          "sequence", "Looks after sequences.",
          "log", "Checks and repairs the files of a log.");

  /** What the settings of a client have because every process has it. */
  private static final Set<Setting<?>> NOT_FOR_PEOPLE =
      Set.of(
          ProcessSettings.INSECURE,
          ProcessSettings.INSTANCE_ID,
          ProcessSettings.LOG_FORMAT,
          QueueSettings.MQ_HOST,
          QueueSettings.MQ_PORT,
          QueueSettings.MQ_BASE_URL);

  private CommandSpecs() {}

  static CommandLine commandLine(String version, List<Verb> verbs) {
    CommandSpec root = CommandSpec.create().name(NAME).version(NAME + " " + version);
    root.mixinStandardHelpOptions(true);
    root.usageMessage()
        .description(
            "Collects GPU telemetry: from its sources through a durable queue into a store with an"
                + " API.")
        .footer(footer());
    for (Role role : Role.values()) {
      if (role.isCommand()) {
        root.addSubcommand(role.command(), roleSpec(role, version));
      }
    }
    verbs.forEach(verb -> addVerb(root, verb));
    CommandSpec doc = CommandSpec.create();
    doc.usageMessage().hidden(true).description("Prints docs/configuration.md.");
    root.addSubcommand(CONFIG_DOC, doc);
    CommandLine line = new CommandLine(root);
    line.setUsageHelpAutoWidth(false);
    line.setUsageHelpWidth(100);
    return line;
  }

  private static void addVerb(CommandSpec root, Verb verb) {
    CommandSpec spec = verb.spec();
    spec.mixinStandardHelpOptions(true);
    spec.usageMessage().abbreviateSynopsis(true);
    if (verb.hasSettings()) {
      spec.addOption(configOption());
      List<Setting<?>> settings = settings(verb.role()).stream().filter(verb::takes).toList();
      groups(settings).forEach(group -> spec.addArgGroup(groupSpec(verb.role(), settings, group)));
    }
    List<String> lines = new ArrayList<>(List.of("%nExamples:"));
    verb.examples().forEach(example -> lines.add("  " + example.replace("%", "%%")));
    lines.addAll(List.of(footer()));
    spec.usageMessage().footer(lines.toArray(String[]::new));
    CommandSpec parent = verb.noun().isEmpty() ? root : noun(root, verb.noun());
    parent.addSubcommand(spec.name(), spec);
  }

  private static CommandSpec noun(CommandSpec root, String noun) {
    if (root.subcommands().containsKey(noun)) {
      return root.subcommands().get(noun).getCommandSpec();
    }
    CommandSpec spec = CommandSpec.create().name(noun);
    spec.mixinStandardHelpOptions(true);
    spec.usageMessage().description(NOUNS.getOrDefault(noun, ""));
    root.addSubcommand(noun, spec);
    return spec;
  }

  private static OptionSpec configOption() {
    return OptionSpec.builder(CONFIG)
        .paramLabel("FILE")
        .type(String.class)
        .description("A file with lines of 'key = value'. Variable CONFIG_FILE.")
        .build();
  }

  private static CommandSpec roleSpec(Role role, String version) {
    CommandSpec spec = CommandSpec.create().version(NAME + " " + version);
    spec.mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description("Role " + role.command() + ": " + role.summary() + ".")
        .abbreviateSynopsis(true)
        .sortOptions(false)
        .footer(footer());
    spec.addOption(configOption());
    spec.addOption(
        OptionSpec.builder(PRINT_CONFIG)
            .arity("0")
            .type(boolean.class)
            .description("Prints each effective setting and where it came from, and ends.")
            .build());
    List<Setting<?>> settings = settings(role);
    groups(settings).forEach(group -> spec.addArgGroup(groupSpec(role, settings, group)));
    return spec;
  }

  private static Set<String> groups(List<Setting<?>> settings) {
    Set<String> groups = new LinkedHashSet<>();
    settings.forEach(setting -> groups.add(setting.group()));
    return groups;
  }

  private static ArgGroupSpec groupSpec(Role role, List<Setting<?>> settings, String group) {
    ArgGroupSpec.Builder builder =
        ArgGroupSpec.builder().heading("%n" + group + "%n").validate(false).exclusive(false);
    settings.stream()
        .filter(setting -> setting.group().equals(group))
        .forEach(setting -> addOptions(builder, role, setting));
    return builder.build();
  }

  private static List<Setting<?>> settings(Role role) {
    return SettingsTable.EVERYTHING.stream()
        .filter(setting -> setting.roles().contains(role))
        .toList();
  }

  /** The aliases are options of their own, which the help does not show. */
  private static void addOptions(ArgGroupSpec.Builder builder, Role role, Setting<?> setting) {
    List<String> shown = new ArrayList<>(List.of("--" + setting.name()));
    setting.shortFlags().forEach(flag -> shown.add("--" + flag));
    boolean isNotForPeople = !role.isCommand() && NOT_FOR_PEOPLE.contains(setting);
    for (String flag : shown) {
      boolean hidden = isNotForPeople || !flag.equals(shown.getLast());
      builder.addArg(option(flag, role, setting).hidden(hidden).build());
    }
    for (String alias : setting.aliases()) {
      builder.addArg(option("--" + alias, role, setting).hidden(true).build());
    }
  }

  private static OptionSpec.Builder option(String flag, Role role, Setting<?> setting) {
    boolean isFlag = setting.kind().shape().isEmpty();
    OptionSpec.Builder option =
        OptionSpec.builder(names(flag, role, setting))
            .type(String.class)
            .arity(isFlag ? "0..1" : "1")
            .paramLabel(isFlag ? "true|false" : setting.kind().shape())
            .description(description(role, setting));
    return isFlag ? option.fallbackValue("true") : option;
  }

  /** People type the URL often. */
  private static String[] names(String flag, Role role, Setting<?> setting) {
    boolean isUrl = setting.equals(QueueSettings.MQ_URL) || setting.equals(STORE_URL);
    return isUrl && !role.isCommand() ? new String[] {flag, URL} : new String[] {flag};
  }

  private static String[] description(Role role, Setting<?> setting) {
    String fallback =
        setting
            .fallback(role)
            .filter(text -> !text.isEmpty())
            .map(text -> " Default: " + text + ".")
            .orElse("");
    String text =
        setting.description()
            + fallback
            + " Valid: "
            + setting.kind().valid()
            + ". Variable "
            + Setting.variable(setting.name())
            + ".";
    return new String[] {text.replace("%", "%%")};
  }

  private static String[] footer() {
    List<String> lines = new ArrayList<>();
    lines.add("%nEvery flag is also an environment variable and a key of the configuration file.");
    lines.add("Exit codes:");
    for (ExitCode code : ExitCode.values()) {
      lines.add("  " + code.code() + "  " + code.meaning());
    }
    return lines.toArray(String[]::new);
  }
}
