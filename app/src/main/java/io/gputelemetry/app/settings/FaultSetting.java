package io.gputelemetry.app.settings;

import io.gputelemetry.streamer.source.simulator.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A fault of the simulated fleet as it is written, {@code GPU[@AFTER][+FOR][:WHAT]}: which GPU,
 * when, for how long, and what in particular. A setting has several, separated by commas.
 *
 * @param gpu a uuid, a number in the fleet, or {@code all}
 * @param after when it begins, if that is written
 * @param lasting for how long, if that is written
 * @param effect what goes wrong
 */
public record FaultSetting(
    String gpu, Optional<Duration> after, Optional<Duration> lasting, Fault.Effect effect) {
  private static final Pattern FORM =
      Pattern.compile("([^@+:]+)(?:@([^@+:]+))?(?:\\+([^@+:]+))?(?::([^@+:]+))?");
  private static final String FAULTS =
      ", several separated by commas; GPU is a uuid, a number in"
          + " the fleet, or all; AFTER is in simulated seconds, one a pass";
  private static final String FOR = ", FOR how long";
  private static final int SLOW_MAX = 99;

  /** The fault; what says no time begins at {@code usual}. */
  public Fault fault(Duration usual) {
    return new Fault(gpu, after.orElse(usual), lasting, effect);
  }

  static Kind<List<FaultSetting>> lost() {
    return kind("GPU[@AFTER][+FOR]", "", FOR, _ -> new Fault.Lost());
  }

  static Kind<List<FaultSetting>> xid() {
    return kind(
        "GPU[@AFTER][:CODE]",
        "31",
        ", CODE is 1 to " + Fault.Xid.MAX_CODE,
        code -> new Fault.Xid(number("CODE", code, Fault.Xid.MAX_CODE)));
  }

  static Kind<List<FaultSetting>> throttling() {
    return kind("GPU[@AFTER][+FOR]", "", FOR, _ -> new Fault.Throttling());
  }

  static Kind<List<FaultSetting>> memoryErrors() {
    return kind(
        "GPU[@AFTER][+FOR][:sbe|dbe]",
        "sbe",
        FOR,
        text ->
            switch (text) {
              case "sbe" -> new Fault.CorrectableErrors();
              case "dbe" -> new Fault.Xid(Fault.XID_DOUBLE_BIT);
              default -> throw new IllegalArgumentException("neither sbe nor dbe");
            });
  }

  static Kind<List<FaultSetting>> slow() {
    return kind(
        "GPU[@AFTER][+FOR][:PERCENT]",
        "70",
        FOR + ", PERCENT of the usual clock is 1 to " + SLOW_MAX,
        text -> new Fault.Slow(number("PERCENT", text, SLOW_MAX)));
  }

  /** A form has the parts that it names. */
  private static Kind<List<FaultSetting>> kind(
      String form, String usual, String details, Function<String, Fault.Effect> effect) {
    return new Kind<>(
        form,
        form + FAULTS + details,
        text ->
            Arrays.stream(text.split(",", -1))
                .map(fault -> parse(fault.strip(), form, usual, effect))
                .toList());
  }

  private static FaultSetting parse(
      String text, String form, String usual, Function<String, Fault.Effect> effect) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()
        || (matcher.group(3) != null && !form.contains("+"))
        || (matcher.group(4) != null && !form.contains(":"))) {
      throw new IllegalArgumentException("'" + text + "' is not " + form);
    }
    Optional<Duration> lasting = duration(matcher.group(3));
    if (lasting.filter(Duration::isZero).isPresent()) {
      throw new IllegalArgumentException("'" + text + "' lasts no time; leave FOR out: for good");
    }
    String what = Optional.ofNullable(matcher.group(4)).orElse(usual);
    return new FaultSetting(
        matcher.group(1), duration(matcher.group(2)), lasting, effect.apply(what));
  }

  private static Optional<Duration> duration(@Nullable String text) {
    return Optional.ofNullable(text).map(Quantities::parseDuration);
  }

  private static int number(String name, String text, int max) {
    try {
      return Math.toIntExact(Kind.integer(1, max).parser().apply(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " is 1 to " + max + ", not " + text, e);
    }
  }
}
