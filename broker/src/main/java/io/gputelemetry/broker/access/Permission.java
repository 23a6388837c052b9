package io.gputelemetry.broker.access;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.QueueRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which operation needs which role: the one table of it, for the binary frames, the JSON frames and
 * the HTTP operations. The table of docs/protocol.md and the tests are checked against it.
 */
@SuppressWarnings("ImmutableEnumChecker") // The lists and sets are unmodifiable copies.
public enum Permission {
  /** What tells how things are, but shows no message. */
  LOOK(
      EnumSet.of(AccessRole.PUBLISH, AccessRole.CONSUME),
      List.of("HELLO", "INSPECT", "REPORT", "DESCRIBE_TOPIC", "LIST_TOPICS"),
      List.of("hello", "get_stats", "unsubscribe"),
      List.of(
          "listTopics",
          "describeTopic",
          "listGroups",
          "describeGroup",
          "listSequences",
          "describeSequence",
          "queueStats",
          "metrics")),

  /** What adds messages, and the sequences that say what to add. */
  PUBLISH(
      EnumSet.of(AccessRole.PUBLISH),
      List.of("PUBLISH", "OPEN_SEQUENCE", "LEASE_SEQUENCE", "RELEASE_GRANT"),
      List.of("publish"),
      List.of("publish")),

  /** What shows messages, hands them out, and settles them. */
  CONSUME(
      EnumSet.of(AccessRole.CONSUME),
      List.of(
          "READ", "LEASE", "ACK", "ACK_RANGE", "NACK", "RELEASE", "EXTEND", "LIST_DEAD_LETTERS"),
      List.of("subscribe", "ack", "nack"),
      List.of("consume", "ack", "nack", "readMessages", "listDeadLetters")),

  /** What makes, changes and deletes for everybody. */
  ADMINISTER(
      EnumSet.of(AccessRole.ADMIN),
      List.of(
          "CREATE_TOPIC",
          "DELETE_TOPIC",
          "CREATE_GROUP",
          "SEEK",
          "PAUSE_GROUP",
          "RESUME_GROUP",
          "DELETE_GROUP",
          "DELETE_SEQUENCE",
          "RESET_SEQUENCE",
          "REPLAY_DEAD_LETTERS",
          "DELETE_DEAD_LETTERS"),
      List.of(),
      List.of(
          "createTopic",
          "deleteTopic",
          "createGroup",
          "seekGroup",
          "pauseGroup",
          "resumeGroup",
          "deleteGroup",
          "resetSequence",
          "deleteSequence",
          "replayDeadLetters",
          "deleteDeadLetters",
          "replayDeadLetter",
          "deleteDeadLetter"));

  private final Set<AccessRole> roles;
  private final List<String> binary;
  private final List<String> json;
  private final List<String> http;

  Permission(Set<AccessRole> roles, List<String> binary, List<String> json, List<String> http) {
    this.roles = Set.copyOf(roles);
    this.binary = List.copyOf(binary);
    this.json = List.copyOf(json);
    this.http = List.copyOf(http);
  }

  /** What a request needs. */
  public static Permission of(QueueRequest request) {
    return switch (request) {
      case QueueRequest.Hello _, QueueRequest.Inspect _, QueueRequest.Report _ -> LOOK;
      case QueueRequest.Publish _,
          QueueRequest.OpenSequence _,
          QueueRequest.LeaseSequence _,
          QueueRequest.ReleaseGrant _ ->
          PUBLISH;
      case QueueRequest.Read _,
          QueueRequest.Lease _,
          QueueRequest.Ack _,
          QueueRequest.AckRange _,
          QueueRequest.Nack _,
          QueueRequest.Release _,
          QueueRequest.Extend _ ->
          CONSUME;
      case AdminRequest admin -> of(admin);
    };
  }

  private static Permission of(AdminRequest request) {
    return switch (request) {
      case AdminRequest.DescribeTopic _, AdminRequest.ListTopics _ -> LOOK;
      case AdminRequest.ListDeadLetters _ -> CONSUME;
      case AdminRequest.CreateTopic _,
          AdminRequest.DeleteTopic _,
          AdminRequest.CreateGroup _,
          AdminRequest.Seek _,
          AdminRequest.PauseGroup _,
          AdminRequest.ResumeGroup _,
          AdminRequest.DeleteGroup _,
          AdminRequest.DeleteSequence _,
          AdminRequest.ResetSequence _,
          AdminRequest.ReplayDeadLetters _,
          AdminRequest.DeleteDeadLetters _ ->
          ADMINISTER;
    };
  }

  /** What an HTTP operation needs. */
  public static Permission ofHttp(String operationId) {
    for (Permission permission : values()) {
      if (permission.http.contains(operationId)) {
        return permission;
      }
    }
    throw new IllegalArgumentException(operationId + " is missing in the table of permissions");
  }

  /** The least roles; any of them will do, and {@link AccessRole#ADMIN} always does. */
  public Set<AccessRole> roles() {
    return roles;
  }

  /** Binary requests, by the names of their opcodes. */
  public List<String> binary() {
    return binary;
  }

  /** JSON frames, by type. */
  public List<String> json() {
    return json;
  }

  /** HTTP operations, by operationId. */
  public List<String> http() {
    return http;
  }

  boolean isGivenTo(Set<AccessRole> given) {
    return given.contains(AccessRole.ADMIN) || given.stream().anyMatch(roles::contains);
  }

  String refusal() {
    return "this needs a token with the role " + words();
  }

  /** The roles in words. */
  public String words() {
    return roles.stream().sorted().map(AccessRole::word).collect(Collectors.joining(" or "));
  }
}
