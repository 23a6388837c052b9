package io.gputelemetry.broker.http;

import static io.gputelemetry.broker.http.QueueParams.PATH_GROUP;
import static io.gputelemetry.broker.http.QueueParams.PATH_TOPIC;

import io.avaje.jsonb.Json;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.CreateGroup;
import io.gputelemetry.queue.AdminRequest.DeleteGroup;
import io.gputelemetry.queue.AdminRequest.PauseGroup;
import io.gputelemetry.queue.AdminRequest.ResumeGroup;
import io.gputelemetry.queue.AdminRequest.Seek;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Positioned;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.Reply;
import io.gputelemetry.runtime.http.Request;
import java.util.ArrayList;
import java.util.List;

/** {@code /topics/{topic}/groups}. */
final class GroupOperations {
  private static final String GROUPS = "/topics/{topic}/groups";
  private static final String GROUP = "/topics/{topic}/groups/{group}";

  private static final Param<StartPosition> FROM =
      QueueParams.place("from", "Where a new group begins; at the oldest message if not given");
  private static final Param<StartPosition> TO =
      QueueParams.place("to", "Where to go on; at the oldest message if not given");
  private static final Param<Retain> RETAIN =
      Param.oneOf("retain", Retain.class, Retain.FALSE, "Whether the log is held for the group.");

  /** Yes or no, as it is written in a query. */
  enum Retain {
    TRUE,
    FALSE
  }

  /** The groups of a topic. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("The groups of a topic.")
  record GroupList(
      @Doc("How many there are.") int count, @Doc("The groups.") List<QueueStats.Group> groups) {}

  /** Where a group is. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("Where a group goes on.")
  record GroupPosition(@Doc("The offset of its next message.") long offset) {}

  private final DoorSession session;
  private final Inspector inspector;

  GroupOperations(DoorSession session, Inspector inspector) {
    this.session = session;
    this.inspector = inspector;
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>(List.of(list(), describe()));
    operations.addAll(changes(session));
    return operations;
  }

  /** Those that change something. */
  static List<Operation> changes(DoorSession session) {
    return List.of(
        create(session),
        seek(session),
        done(
            session,
            Operation.post(GROUP + "/pause", "pauseGroup", "Hands nothing out to a group"),
            request -> new PauseGroup(request.get(PATH_TOPIC), request.get(PATH_GROUP))),
        done(
            session,
            Operation.post(GROUP + "/resume", "resumeGroup", "Ends a pause"),
            request -> new ResumeGroup(request.get(PATH_TOPIC), request.get(PATH_GROUP))),
        done(
            session,
            Operation.delete(GROUP, "deleteGroup", "Forgets a group"),
            request -> new DeleteGroup(request.get(PATH_TOPIC), request.get(PATH_GROUP))));
  }

  private Operation list() {
    return Operation.get(GROUPS, "listGroups", "Lists the groups of a topic")
        .tag("groups")
        .params(PATH_TOPIC)
        .errors(404, 503)
        .json(
            GroupList.class,
            request -> {
              List<QueueStats.Group> groups = groups(request);
              return new GroupList(groups.size(), groups);
            });
  }

  private Operation describe() {
    return Operation.get(GROUP, "describeGroup", "A group: how far it is and who works for it")
        .tag("groups")
        .params(PATH_TOPIC, PATH_GROUP)
        .errors(404, 503)
        .json(
            QueueStats.Group.class,
            request ->
                TopicOperations.found(
                    groups(request).stream()
                        .filter(group -> group.group().equals(request.get(PATH_GROUP)))
                        .findFirst(),
                    "group " + request.get(PATH_GROUP)));
  }

  private List<QueueStats.Group> groups(Request request) {
    return inspector.topic(request.get(PATH_TOPIC)).groups().stream()
        .map(QueueStats::group)
        .toList();
  }

  private static Operation create(DoorSession session) {
    return Operation.put(GROUP, "createGroup", "Makes a group")
        .description("One that is there keeps its place.")
        .tag("groups")
        .params(PATH_TOPIC, PATH_GROUP, FROM, RETAIN)
        .errors(410, 503)
        .json(
            GroupPosition.class,
            request ->
                position(
                    session,
                    new CreateGroup(
                        request.get(PATH_TOPIC),
                        request.get(PATH_GROUP),
                        request.get(FROM),
                        request.get(RETAIN) == Retain.TRUE)));
  }

  private static Operation seek(DoorSession session) {
    return Operation.post(GROUP + "/seek", "seekGroup", "Lets a group go on at another place")
        .description("What its members hold is taken from them.")
        .tag("groups")
        .params(PATH_TOPIC, PATH_GROUP, TO)
        .errors(404, 410, 503)
        .json(
            GroupPosition.class,
            request ->
                position(
                    session,
                    new Seek(request.get(PATH_TOPIC), request.get(PATH_GROUP), request.get(TO))));
  }

  private static GroupPosition position(DoorSession session, AdminRequest request) {
    return new GroupPosition(session.ask(request, Positioned.class).offset());
  }

  private static Operation done(DoorSession session, Operation.Builder builder, Asked asked) {
    return builder
        .tag("groups")
        .params(PATH_TOPIC, PATH_GROUP)
        .statuses(204)
        .errors(404, 410, 503)
        .nothing(request -> {
          session.ask(asked.of(request), Done.class);
          return Reply.of(204, Reply.NOTHING);
        });
  }

  /** What to ask the broker. */
  @FunctionalInterface
  interface Asked {
    AdminRequest of(Request request);
  }
}
