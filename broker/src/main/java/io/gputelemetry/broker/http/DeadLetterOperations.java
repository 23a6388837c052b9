package io.gputelemetry.broker.http;

import static io.gputelemetry.broker.http.QueueParams.PATH_TOPIC;

import io.avaje.jsonb.Json;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.DeleteDeadLetters;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.ReplayDeadLetters;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Settled;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.Request;
import java.util.List;
import java.util.Optional;

/** {@code /topics/{topic}/dead-letters}: those of the topic that the messages came from. */
final class DeadLetterOperations {
  private static final String LETTERS = "/topics/{topic}/dead-letters";
  private static final String LETTER = "/topics/{topic}/dead-letters/{offset}";
  private static final int ANSWER_BYTES = 1 << 20;

  private static final Param<Long> OFFSET =
      number(Param.path("offset", "Its place among the dead letters."));
  private static final Param<Long> FROM =
      fromStart(Param.text("from", 18, "The place to begin at; 0 if not given."));

  /** Dead letters in their order. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("Dead letters that were neither replayed nor deleted.")
  record DeadLetterList(
      @Doc("How many there are.") int count,
      @Doc("Where to go on.") long nextOffset,
      @Doc("The dead letters.") List<DeadLetterView> deadLetters) {}

  /** How many were replayed or deleted. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("What became of dead letters.")
  record SettledLetters(@Doc("How many were replayed or deleted.") int count) {}

  private final DoorSession session;

  DeadLetterOperations(DoorSession session) {
    this.session = session;
  }

  private static Param<Long> number(Param<String> text) {
    return text.map(value -> parse(text, value));
  }

  private static Param<Long> fromStart(Param<Optional<String>> text) {
    return text.map(value -> value.map(sent -> parse(text, sent)).orElse(0L));
  }

  private static long parse(Param<?> param, String value) {
    if (!value.matches("[0-9]{1,18}")) {
      throw param.invalid("must be an offset", value);
    }
    return Long.parseLong(value);
  }

  List<Operation> operations() {
    return List.of(
        list(),
        settle(
            Operation.post(LETTERS + "/replay", "replayDeadLetters", "Publishes all once more"),
            request -> new ReplayDeadLetters(request.get(PATH_TOPIC), AdminRequest.ALL)),
        settle(
            Operation.delete(LETTERS, "deleteDeadLetters", "Lets all rest"),
            request -> new DeleteDeadLetters(request.get(PATH_TOPIC), AdminRequest.ALL)),
        settle(
            Operation.post(LETTER + "/replay", "replayDeadLetter", "Publishes one once more")
                .params(OFFSET),
            request -> new ReplayDeadLetters(request.get(PATH_TOPIC), request.get(OFFSET))),
        settle(
            Operation.delete(LETTER, "deleteDeadLetter", "Lets one rest").params(OFFSET),
            request -> new DeleteDeadLetters(request.get(PATH_TOPIC), request.get(OFFSET))));
  }

  private Operation list() {
    return Operation.get(LETTERS, "listDeadLetters", "Lists the dead letters of a topic")
        .tag("dead letters")
        .params(PATH_TOPIC, FROM)
        .errors(404, 410, 500, 503)
        .json(DeadLetterList.class, this::list);
  }

  private DeadLetterList list(Request request) {
    Chunk chunk =
        session.ask(
            new ListDeadLetters(request.get(PATH_TOPIC), request.get(FROM), ANSWER_BYTES),
            Chunk.class);
    List<DeadLetterView> letters =
        chunk.deliveries().stream()
            .filter(each -> each.message().contentType().equals(DeadLetter.CONTENT_TYPE))
            .map(DeadLetterView::of)
            .toList();
    return new DeadLetterList(letters.size(), chunk.nextOffset(), letters);
  }

  private Operation settle(Operation.Builder builder, GroupOperations.Asked asked) {
    return builder
        .tag("dead letters")
        .params(PATH_TOPIC)
        .errors(404, 410, 429, 503, 507)
        .json(
            SettledLetters.class,
            request -> new SettledLetters(session.ask(asked.of(request), Settled.class).count()));
  }
}
