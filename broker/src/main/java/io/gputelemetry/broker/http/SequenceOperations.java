package io.gputelemetry.broker.http;

import static io.gputelemetry.broker.http.QueueParams.PATH_SEQUENCE;
import static io.gputelemetry.broker.http.QueueParams.PATH_TOPIC;

import io.avaje.jsonb.Json;
import io.gputelemetry.queue.AdminRequest.DeleteSequence;
import io.gputelemetry.queue.AdminRequest.ResetSequence;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.SequenceOpened;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Reply;
import io.gputelemetry.runtime.http.Request;
import java.util.ArrayList;
import java.util.List;

/** {@code /topics/{topic}/sequences}. */
final class SequenceOperations {
  private static final String SEQUENCES = "/topics/{topic}/sequences";
  private static final String SEQUENCE = "/topics/{topic}/sequences/{sequence}";

  /** The sequences of a topic. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("The sequences of a topic.")
  record SequenceList(
      @Doc("How many there are.") int count,
      @Doc("The sequences.") List<QueueStats.Sequence> sequences) {}

  private final DoorSession session;
  private final Inspector inspector;

  SequenceOperations(DoorSession session, Inspector inspector) {
    this.session = session;
    this.inspector = inspector;
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>(List.of(list(), describe(), reset()));
    operations.addAll(changes(session));
    return operations;
  }

  /** Those that change something and tell nothing. */
  static List<Operation> changes(DoorSession session) {
    return List.of(delete(session));
  }

  private Operation list() {
    return Operation.get(SEQUENCES, "listSequences", "Lists the sequences of a topic")
        .tag("sequences")
        .params(PATH_TOPIC)
        .errors(404, 503)
        .json(
            SequenceList.class,
            request -> {
              List<QueueStats.Sequence> sequences = sequences(request);
              return new SequenceList(sequences.size(), sequences);
            });
  }

  private Operation describe() {
    return Operation.get(SEQUENCE, "describeSequence", "A sequence: how far its passes are")
        .tag("sequences")
        .params(PATH_TOPIC, PATH_SEQUENCE)
        .errors(404, 503)
        .json(QueueStats.Sequence.class, this::sequence);
  }

  private Operation reset() {
    return Operation.post(SEQUENCE + "/reset", "resetSequence", "Begins a sequence anew")
        .description("At row 0 of pass 0; ranges that are out are lost to who has them.")
        .tag("sequences")
        .params(PATH_TOPIC, PATH_SEQUENCE)
        .errors(404, 410, 503)
        .json(
            QueueStats.Sequence.class,
            request -> {
              session.ask(
                  new ResetSequence(request.get(PATH_TOPIC), request.get(PATH_SEQUENCE)),
                  SequenceOpened.class);
              return sequence(request);
            });
  }

  private static Operation delete(DoorSession session) {
    return Operation.delete(SEQUENCE, "deleteSequence", "Forgets a sequence")
        .tag("sequences")
        .params(PATH_TOPIC, PATH_SEQUENCE)
        .statuses(204)
        .errors(404, 410, 503)
        .nothing(request -> {
          session.ask(
              new DeleteSequence(request.get(PATH_TOPIC), request.get(PATH_SEQUENCE)), Done.class);
          return Reply.of(204, Reply.NOTHING);
        });
  }

  private QueueStats.Sequence sequence(Request request) {
    return TopicOperations.found(
        sequences(request).stream()
            .filter(one -> one.sequence().equals(request.get(PATH_SEQUENCE)))
            .findFirst(),
        "sequence " + request.get(PATH_SEQUENCE));
  }

  private List<QueueStats.Sequence> sequences(Request request) {
    return inspector.topic(request.get(PATH_TOPIC)).sequences().stream()
        .map(QueueStats::sequence)
        .toList();
  }
}
