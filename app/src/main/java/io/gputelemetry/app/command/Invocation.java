package io.gputelemetry.app.command;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.ConfigDoc;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.app.settings.Role;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.SettingsReader;
import io.gputelemetry.app.settings.Spelling;
import io.gputelemetry.app.store.Stores;
import io.gputelemetry.app.terminal.Terminal;
import io.gputelemetry.app.terminal.Verb;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * One call of the executable. Everything that keeps it from running becomes one line on the
 * standard error and an exit code.
 */
public final class Invocation {
  /** What the command line leads to. */
  public interface Roles {
    /** Runs a role with its configuration until it ends; the exit code. */
    ExitCode run(Settings settings);

    /** A connection to the queue that the settings name. */
    QueueConnection connect(Settings settings);

    /** A connection to the running store that the settings name. */
    SampleStore connectStore(Settings settings);
  }

  private final Machine machine;
  private final Roles roles;
  private final String version;
  private final Terminal terminal;

  public Invocation(Machine machine, Roles roles, String version) {
    this.machine = machine;
    this.roles = roles;
    this.version = version;
    this.terminal = new Terminal(machine);
  }

  /** Runs what the arguments say. */
  public ExitCode run(String... args) {
    CommandLine line = CommandSpecs.commandLine(version, terminal.verbs());
    try {
      return run(line, line.parseArgs(args));
    } catch (UnmatchedArgumentException e) {
      return refused(unmatched(e));
    } catch (ParameterException e) {
      String command = e.getCommandLine().getCommandSpec().qualifiedName();
      return refused(firstLine(e) + "; see " + command + " --help");
    } catch (BadSettingException e) {
      return refused(firstLine(e));
    }
  }

  private ExitCode run(CommandLine line, ParseResult parsed) {
    line.setOut(new PrintWriter(machine.out(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    if (CommandLine.executeHelpRequest(parsed) != null) {
      return ExitCode.FINE;
    }
    if (!parsed.hasSubcommand()) {
      line.usage(machine.err(), CommandLine.Help.Ansi.OFF);
      return ExitCode.USAGE;
    }
    ParseResult command = parsed.subcommand();
    String name = command.commandSpec().name();
    if (name.equals(CommandSpecs.CONFIG_DOC)) {
      machine.out().print(ConfigDoc.page());
      return ExitCode.FINE;
    }
    Optional<ParseResult> verb = verb(command);
    if (verb.isPresent()) {
      requireNoFlags(command, verb.get());
      return ask(verb.get());
    }
    if (!isRole(name)) {
      command.commandSpec().commandLine().usage(machine.err(), CommandLine.Help.Ansi.OFF);
      return ExitCode.USAGE;
    }
    Settings settings = settings(Role.valueOf(name.toUpperCase(Locale.ROOT)), command);
    if (command.hasMatchedOption(CommandSpecs.PRINT_CONFIG)) {
      machine.out().print(settings.print());
      return ExitCode.FINE;
    }
    return guarded(settings, () -> roles.run(settings));
  }

  private static boolean isRole(String name) {
    return Stream.of(Role.values()).anyMatch(role -> role.command().equals(name));
  }

  /** A role's flag before a verb would be the role's, and do nothing. */
  private static void requireNoFlags(ParseResult noun, ParseResult verb) {
    if (noun.hasSubcommand() && !noun.matchedOptions().isEmpty()) {
      String flag = noun.matchedOptions().getFirst().names()[0];
      String command = verb.commandSpec().qualifiedName();
      throw new BadSettingException("write " + flag + " behind '" + command + "'");
    }
  }

  /** What was parsed for a verb, if it is one. */
  private static Optional<ParseResult> verb(ParseResult command) {
    ParseResult last = command.hasSubcommand() ? command.subcommand() : command;
    return last.commandSpec().optionsMap().containsKey(Terminal.JSON)
        ? Optional.of(last)
        : Optional.empty();
  }

  private ExitCode ask(ParseResult parsed) {
    Verb verb =
        terminal.verbs().stream()
            .filter(
                each -> each.spec().qualifiedName().equals(parsed.commandSpec().qualifiedName()))
            .findFirst()
            .orElseThrow();
    Settings settings = settings(verb.role(), parsed);
    Stores stores = new Stores(machine, settings, () -> roles.connectStore(settings));
    return guarded(
        settings, () -> terminal.run(verb, parsed, () -> roles.connect(settings), stores));
  }

  private ExitCode guarded(Settings settings, Supplier<ExitCode> work) {
    try {
      return work.get();
    } catch (StartException e) {
      machine.err().println(CommandSpecs.NAME + ": " + firstLine(e));
      if (isDebug(settings)) {
        e.printStackTrace(machine.err());
      }
      return e.code();
    }
  }

  private Settings settings(Role role, ParseResult command) {
    Map<String, String> flags = new HashMap<>();
    for (OptionSpec option : command.matchedOptions()) {
      String flag = option.names()[0];
      if (option.originalStringValues().size() > 1 && !option.isMultiValue()) {
        throw new BadSettingException(flag + " is given twice; give it once");
      }
      if (option.group() != null) {
        flags.put(flag.substring(2), option.getValue());
      }
    }
    SettingsReader reader = new SettingsReader(role, flags, machine.environment());
    String file =
        command.commandSpec().optionsMap().containsKey(CommandSpecs.CONFIG)
            ? command.matchedOptionValue(
                CommandSpecs.CONFIG, machine.environment().getOrDefault("CONFIG_FILE", ""))
            : "";
    return (file.isEmpty() ? reader : reader.withFile(file, lines(file))).read();
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (CharacterCodingException e) {
      throw new BadSettingException("the configuration file " + file + " is not UTF-8 text");
    } catch (IOException e) {
      throw new BadSettingException(
          "the configuration file " + file + " cannot be read; check its name and permissions");
    }
  }

  private ExitCode refused(String problem) {
    PrintStream err = machine.err();
    err.println(CommandSpecs.NAME + ": " + problem);
    return ExitCode.USAGE;
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String argument = e.getUnmatched().getFirst();
    String help = e.getCommandLine().getCommandSpec().qualifiedName();
    boolean isFlag = argument.startsWith("-");
    String what = isFlag ? "unknown flag " : "unknown command or argument ";
    String name = argument.split("=", 2)[0];
    Set<String> known =
        isFlag
            ? e.getCommandLine().getCommandSpec().optionsMap().keySet()
            : e.getCommandLine().getSubcommands().keySet();
    return what + name + Spelling.hint(name, known) + "; see " + help + " --help";
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  private static boolean isDebug(Settings settings) {
    String level = settings.get(ProcessSettings.LOG_LEVEL);
    return level.equals("debug") || level.equals("trace");
  }
}
