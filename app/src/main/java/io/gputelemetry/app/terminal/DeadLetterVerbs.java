package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Kind;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.DeleteDeadLetters;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.ReplayDeadLetters;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Settled;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/** {@code dlq …}: dead letters, named by the topic that they came from. */
final class DeadLetterVerbs {
  private static final String NOUN = "dlq";
  private static final String OFFSET = "OFFSET";
  private static final String FROM = "--from";
  private static final String MAX = "--max";
  private static final String ALL = "--all";
  private static final int CHUNK_BYTES = 512 << 10;

  private DeadLetterVerbs() {}

  static List<Verb> verbs() {
    return List.of(
        Verb.of(NOUN, "list", "Lists dead letters that nobody dealt with.", DeadLetterVerbs::list)
            .topic()
            .option(FROM, OFFSET, "The place among the dead letters to begin at. Default: 0.")
            .option(MAX, "NUMBER", "The most letters to list. Default: 100.")
            .example("gpu-telemetry dlq list")
            .example("gpu-telemetry dlq list --json | jq -r .reason | sort | uniq -c"),
        Verb.of(NOUN, "show", "Shows one with its payload.", DeadLetterVerbs::show)
            .arguments("1", OFFSET, "Its place among the dead letters.")
            .topic()
            .example("gpu-telemetry dlq show 17"),
        some("replay", "Publishes the original messages once more.", DeadLetterVerbs::replay)
            .example("gpu-telemetry dlq replay 17")
            .example("gpu-telemetry dlq replay --all"),
        some("delete", "Lets dead letters rest.", DeadLetterVerbs::delete)
            .confirmed()
            .example("gpu-telemetry dlq delete --all --yes"));
  }

  private static Verb some(String name, String summary, Verb.Action action) {
    return Verb.of(NOUN, name, summary, action)
        .arguments("0..1", OFFSET, "The place of one among the dead letters.")
        .flag(ALL, "All of them.")
        .topic();
  }

  private static ExitCode list(Call call) {
    long from = call.asked().value(FROM, Kind.integer(0, Long.MAX_VALUE)).orElse(0L);
    long max = call.asked().value(MAX, Kind.integer(1, 1_000_000)).orElse(100L);
    List<Row> rows = new ArrayList<>();
    Chunk chunk = chunk(call, from);
    while (!chunk.deliveries().isEmpty() && rows.size() < max) {
      chunk.deliveries().stream().limit(max - rows.size()).forEach(letter -> rows.add(row(letter)));
      chunk = chunk(call, chunk.nextOffset());
    }
    call.output().list(rows, "There is no dead letter.");
    return ExitCode.FINE;
  }

  private static Chunk chunk(Call call, long from) {
    return call.administer(
        new ListDeadLetters(call.asked().topic(), from, CHUNK_BYTES), Chunk.class);
  }

  private static Row row(Delivery delivery) {
    Row row = new Row().with("offset", delivery.offset());
    return letter(delivery)
        .map(letter ->
            row.with("group", letter.group())
                .with("message_offset", letter.offset())
                .with("failures", letter.failures())
                .with("replays", letter.replays())
                .with("bytes", letter.payload().remaining())
                .with("reason", letter.reason()))
        .orElseGet(() ->
            row.with("group", "")
                .with("bytes", delivery.message().payload().remaining())
                .with("reason", "not a dead letter: somebody published it here"));
  }

  /** Anybody may publish there. */
  private static Optional<DeadLetter> letter(Delivery delivery) {
    if (!delivery.message().contentType().equals(DeadLetter.CONTENT_TYPE)) {
      return Optional.empty();
    }
    try {
      return Optional.of(DeadLetter.decode(delivery.message().payload()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static ExitCode show(Call call) {
    long offset = call.asked().offset(OFFSET).orElseThrow(() -> Asked.missing(OFFSET));
    Delivery delivery =
        chunk(call, offset).deliveries().stream()
            .filter(each -> each.offset() == offset)
            .findFirst()
            .orElseThrow(() -> Call.none("dead letter " + offset + " that nobody dealt with"));
    Row row = row(delivery);
    Optional<DeadLetter> letter = letter(delivery);
    letter.ifPresent(found -> row.with("timestamp", time(found.appendedAtMicros())));
    Message message =
        letter
            .map(found -> new Message(found.contentType(), 0, found.payload()))
            .orElse(delivery.message());
    call.output().one(new Payload(message).addTo(row));
    return ExitCode.FINE;
  }

  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  private static ExitCode replay(Call call) {
    settle(call, "replayed", offset -> new ReplayDeadLetters(call.asked().topic(), offset));
    return ExitCode.FINE;
  }

  private static ExitCode delete(Call call) {
    requireChoice(call.asked());
    call.asked().confirmed("deletes dead letters of topic " + call.asked().topic());
    settle(call, "deleted", offset -> new DeleteDeadLetters(call.asked().topic(), offset));
    return ExitCode.FINE;
  }

  /** All are dealt with some at a time; how many is told even if the queue refuses the rest. */
  private static void settle(Call call, String what, LongFunction<AdminRequest> request) {
    requireChoice(call.asked());
    Optional<Long> one = call.asked().offset(OFFSET);
    long count = 0;
    int settled;
    try {
      do {
        settled =
            call.administer(request.apply(one.orElse(AdminRequest.ALL)), Settled.class).count();
        count += settled;
      } while (one.isEmpty() && settled > 0);
    } catch (QueueRefusedException e) {
      if (count > 0) {
        call.output().one(new Row().with(what, count));
      }
      throw e;
    }
    call.output().one(new Row().with(what, count));
  }

  private static void requireChoice(Asked asked) {
    if (asked.is(ALL) == asked.word().isPresent()) {
      throw new BadSettingException("give either an " + OFFSET + " or " + ALL);
    }
  }
}
