package io.gputelemetry.app.terminal;

import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Kind;
import io.gputelemetry.broker.json.Places;
import io.gputelemetry.queue.QueueNames;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ParseResult;

/** What was written on the command line; what is wrong with it names the flag. */
final class Asked {
  private final ParseResult parsed;

  Asked(ParseResult parsed) {
    this.parsed = parsed;
  }

  boolean is(String flag) {
    return parsed.hasMatchedOption(flag);
  }

  Optional<String> text(String flag) {
    return Optional.ofNullable(parsed.matchedOptionValue(flag, (String) null));
  }

  /** All values of an option that may be there more than once. */
  List<String> texts(String flag) {
    return parsed.matchedOptionValue(flag, List.of());
  }

  /** A value of this kind, if it is there. */
  <T> Optional<T> value(String flag, Kind<T> kind) {
    return text(flag).map(text -> parsed(flag, text, kind.parser(), kind.valid()));
  }

  /** The topic, the default one if none is named. */
  String topic() {
    return name(Verb.TOPIC).orElse(QueueRequest.DEFAULT_TOPIC);
  }

  Optional<String> name(String flag) {
    return text(flag).map(text -> checkedName(flag, text));
  }

  Optional<StartPosition> place(String flag) {
    return text(flag)
        .map(text ->
            Places.of(text).orElseThrow(() -> bad(flag, text, "not a place", Places.VALID)));
  }

  /** All words that follow. */
  List<String> words() {
    return parsed.matchedPositionals().stream()
        .flatMap(positional -> positional.originalStringValues().stream())
        .toList();
  }

  /** The only word that follows, if there is one. */
  Optional<String> word() {
    List<String> words = words();
    if (words.size() > 1) {
      throw new BadSettingException("one is enough, not " + String.join(" ", words));
    }
    return words.stream().findFirst();
  }

  /** The only word that follows, as a name. */
  String named(String label) {
    return checkedName(label, word().orElseThrow(() -> missing(label)));
  }

  /** The only word that follows, as an offset. */
  Optional<Long> offset(String label) {
    return word().map(text -> parsed(label, text, Asked::offsetOf, "0 or more"));
  }

  /** Refuses unless it was confirmed. */
  void confirmed(String what) {
    if (!is(Verb.YES)) {
      throw new BadSettingException("this " + what + "; add --yes to do it");
    }
  }

  static BadSettingException missing(String label) {
    return new BadSettingException(label + " is missing");
  }

  private static String checkedName(String flag, String text) {
    if (!QueueNames.isValid(text)) {
      throw bad(flag, text, "not a name", "1 to 64 of a-z A-Z 0-9 . _ -");
    }
    return text;
  }

  private static long offsetOf(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("not an offset");
    }
    return Long.parseLong(text);
  }

  private static <T> T parsed(String flag, String text, Function<String, T> parser, String valid) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw bad(flag, text, String.valueOf(e.getMessage()), valid);
    }
  }

  private static BadSettingException bad(String flag, String text, String why, String valid) {
    return new BadSettingException(
        flag + " cannot be '" + text + "': " + why + "; valid: " + valid);
  }
}
