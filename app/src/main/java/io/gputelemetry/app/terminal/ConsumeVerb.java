package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Kind;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.StartPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code consume}: as a member of a group, or as a reader that leaves everything as it is. */
final class ConsumeVerb {
  private static final String GROUP = "--group";
  private static final String FROM = "--from";
  private static final String MAX = "--max";
  private static final String FOLLOW = "--follow";
  private static final String ACK = "--ack";
  private static final String NO_ACK = "--no-ack";
  private static final int CHUNK_BYTES = 512 << 10;
  private static final int CHUNK_MESSAGES = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Call call;
  private final String topic;
  private final Duration wait;
  private long left;

  private ConsumeVerb(Call call) {
    this.call = call;
    this.topic = call.asked().topic();
    this.wait = call.asked().is(FOLLOW) ? PATIENCE : Duration.ZERO;
    this.left = call.asked().value(MAX, Kind.integer(1, Long.MAX_VALUE)).orElse(Long.MAX_VALUE);
  }

  static Verb verb() {
    return Verb.of(
            Verb.ALONE,
            "consume",
            "Prints messages, one payload a line, until there is none left. With --group they are"
                + " shared with the other members of it and acked once they are printed; without it"
                + " nothing is taken.",
            call -> new ConsumeVerb(call).run())
        .topic()
        .option(GROUP, "NAME", "The group to be a member of.")
        .option(
            FROM,
            "PLACE",
            "earliest (default), latest, an offset, or a time; for a group where a new one begins.")
        .option(MAX, "NUMBER", "Ends after so many messages.")
        .flag(FOLLOW, "Goes on when more come, until it is stopped.")
        .flag(ACK, "Acks what was printed; the default with --group.")
        .flag(NO_ACK, "With --group: gives back what was printed, when it ends.")
        .example("gpu-telemetry consume --from latest --follow")
        .example("gpu-telemetry consume --topic scratch --group mine --max 10 --json | jq .payload")
        .example("gpu-telemetry consume --from 2025-07-18T20:42:34Z --max 100");
  }

  private ExitCode run() throws InterruptedException {
    boolean keep = call.asked().is(NO_ACK);
    if (keep && call.asked().is(ACK)) {
      throw new BadSettingException(ACK + " and " + NO_ACK + " contradict each other");
    }
    boolean shares = call.asked().text(GROUP).isPresent();
    if (!shares && (keep || call.asked().is(ACK))) {
      throw new BadSettingException((keep ? NO_ACK : ACK) + " is for members of a " + GROUP);
    }
    StartPosition from = call.asked().place(FROM).orElse(new StartPosition.Earliest());
    Optional<String> group = call.asked().name(GROUP);
    call.requireTopic(topic);
    if (group.isPresent()) {
      share(group.get(), from, keep);
    } else {
      read(from);
    }
    return ExitCode.FINE;
  }

  private void read(StartPosition from) throws InterruptedException {
    StartPosition next = from;
    while (left > 0 && !call.isStopped()) {
      Chunk chunk = call.required().read(topic, next, CHUNK_BYTES, wait);
      if (chunk.deliveries().isEmpty() && wait.isZero()) {
        return;
      }
      chunk.deliveries().stream().limit(left).forEach(this::print);
      left -= Math.min(left, chunk.deliveries().size());
      next = new StartPosition.At(chunk.nextOffset());
    }
  }

  private void share(String group, StartPosition start, boolean keep) throws InterruptedException {
    List<Long> kept = new ArrayList<>();
    while (left > 0 && !call.isStopped()) {
      int most = (int) Math.min(left, CHUNK_MESSAGES);
      Leased leased = call.required().lease(topic, group, start, most, CHUNK_BYTES, wait);
      if (leased.deliveries().isEmpty() && wait.isZero()) {
        break;
      }
      leased.deliveries().forEach(this::print);
      left -= leased.deliveries().size();
      if (keep && leased.token() != 0) {
        kept.add(leased.token());
      } else if (leased.token() != 0 && !call.required().ack(topic, group, leased.token())) {
        call.machine().err().println("gpu-telemetry: a lease was lost; its messages come again");
      }
    }
    for (long token : kept) {
      call.required().release(topic, group, token);
    }
  }

  private void print(Delivery delivery) {
    Payload payload = new Payload(delivery.message());
    if (!call.output().isJson()) {
      call.output().line(Output.printable(payload.text()));
      return;
    }
    Row row =
        new Row()
            .with("topic", topic)
            .with("offset", delivery.offset())
            .with("timestamp", DeadLetterVerbs.time(delivery.appendedAtMicros()))
            .with("delivery_count", delivery.deliveries());
    call.output().one(payload.addTo(row));
  }
}
