package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.CreateGroup;
import io.gputelemetry.queue.AdminRequest.DeleteGroup;
import io.gputelemetry.queue.AdminRequest.PauseGroup;
import io.gputelemetry.queue.AdminRequest.ResumeGroup;
import io.gputelemetry.queue.AdminRequest.Seek;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Positioned;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.runtime.json.JsonText;
import java.util.List;

/** {@code group …}. */
final class GroupVerbs {
  private static final String NOUN = "group";
  private static final String NAME = "NAME";
  private static final String FROM = "--from";
  private static final String TO = "--to";
  private static final String RETAIN = "--retain";
  private static final String PLACE = "PLACE";
  private static final long MILLIS = 1_000;

  private GroupVerbs() {}

  static List<Verb> verbs() {
    return List.of(
        Verb.of(NOUN, "list", "Lists the groups of a topic.", GroupVerbs::list)
            .topic()
            .example("gpu-telemetry group list")
            .example("gpu-telemetry group list --json | jq 'select(.lag > 0)'"),
        one("describe", "Shows how far a group is, and what went wrong.", GroupVerbs::describe)
            .example("gpu-telemetry group describe collectors"),
        one("create", "Makes a group, or changes whether the log is held.", GroupVerbs::create)
            .option(
                FROM, PLACE, "Where it begins: earliest (default), latest, an offset or a time.")
            .flag(RETAIN, "Holds the log for it: publishes are refused rather than it misses any.")
            .example("gpu-telemetry group create audit --from latest --retain"),
        one("seek", "Lets a group go on at another place.", GroupVerbs::seek)
            .option(TO, PLACE, "earliest, latest, an offset, or a time.")
            .example("gpu-telemetry group seek collectors --to 2025-07-18T20:42:34Z"),
        one("pause", "Hands nothing out to a group until it is resumed.", GroupVerbs::pause)
            .example("gpu-telemetry group pause collectors"),
        one("resume", "Ends a pause.", GroupVerbs::resume)
            .example("gpu-telemetry group resume collectors"),
        one("delete", "Forgets a group and what it has acked.", GroupVerbs::delete)
            .confirmed()
            .example("gpu-telemetry group delete audit --yes"));
  }

  private static Verb one(String name, String summary, Verb.Action action) {
    return Verb.of(NOUN, name, summary, action).arguments("1", NAME, "The group.").topic();
  }

  static Row row(GroupState group) {
    return new Row()
        .with("group", group.group())
        .with("committed", group.committed())
        .with("lag", group.lag())
        .with("in_flight", group.inFlight())
        .with("lag_millis", Math.round(group.lagSeconds() * MILLIS))
        .with("retain", group.retain())
        .with("paused", group.paused())
        .with("dead_lettered", group.trouble().deadLettered())
        .with("gap_messages", group.trouble().gapMessages());
  }

  private static ExitCode list(Call call) {
    List<GroupState> groups = call.describe(call.asked().topic()).state().groups();
    call.output().list(groups.stream().map(GroupVerbs::row).toList(), "There is no group.");
    return ExitCode.FINE;
  }

  private static ExitCode describe(Call call) {
    String name = call.asked().named(NAME);
    GroupState group =
        call.describe(call.asked().topic()).state().groups().stream()
            .filter(each -> each.group().equals(name))
            .findFirst()
            .orElseThrow(() -> Call.none("group " + name));
    List<JsonText> members = group.members().stream().map(JsonText::of).toList();
    call.output()
        .one(
            row(group)
                .with("acked", group.acked())
                .with("redelivered", group.redelivered())
                .with("expired", group.expired())
                .with("failures", group.trouble().failures())
                .with("last_gap_from", group.trouble().lastGapFrom())
                .with("last_gap_to", group.trouble().lastGapTo())
                .with(
                    "members",
                    JsonText.array(members),
                    members.isEmpty() ? "none" : String.join(", ", group.members())));
    return ExitCode.FINE;
  }

  private static ExitCode create(Call call) {
    StartPosition from = call.asked().place(FROM).orElse(new StartPosition.Earliest());
    return positioned(
        call,
        new CreateGroup(
            call.asked().topic(), call.asked().named(NAME), from, call.asked().is(RETAIN)));
  }

  private static ExitCode seek(Call call) {
    StartPosition to = call.asked().place(TO).orElseThrow(() -> Asked.missing(TO));
    return positioned(call, new Seek(call.asked().topic(), call.asked().named(NAME), to));
  }

  private static ExitCode positioned(Call call, AdminRequest request) {
    long offset = call.administer(request, Positioned.class).offset();
    call.output().one(new Row().with("group", call.asked().named(NAME)).with("committed", offset));
    return ExitCode.FINE;
  }

  private static ExitCode pause(Call call) {
    return done(call, new PauseGroup(call.asked().topic(), call.asked().named(NAME)), "paused");
  }

  private static ExitCode resume(Call call) {
    return done(call, new ResumeGroup(call.asked().topic(), call.asked().named(NAME)), "resumed");
  }

  private static ExitCode delete(Call call) {
    String name = call.asked().named(NAME);
    call.asked().confirmed("forgets what group " + name + " has acked");
    return done(call, new DeleteGroup(call.asked().topic(), name), "deleted");
  }

  private static ExitCode done(Call call, AdminRequest request, String what) {
    call.administer(request, Done.class);
    call.output().say("Group " + call.asked().named(NAME) + " is " + what + ".");
    return ExitCode.FINE;
  }
}
