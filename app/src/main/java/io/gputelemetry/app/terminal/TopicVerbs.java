package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Kind;
import io.gputelemetry.app.settings.Quantities;
import io.gputelemetry.queue.AdminRequest.CreateTopic;
import io.gputelemetry.queue.AdminRequest.DeleteTopic;
import io.gputelemetry.queue.Compression;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.QueueReply.Described;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.queue.TopicSettings.Replay;
import io.gputelemetry.queue.TopicState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** {@code topic …}. */
final class TopicVerbs {
  private static final String NOUN = "topic";
  private static final String NAME = "NAME";
  private static final String DURABILITY = "--durability";
  private static final String MAX_BYTES = "--max-bytes";
  private static final String MAX_AGE = "--max-age";
  private static final String VISIBILITY = "--visibility";
  private static final String MAX_DELIVERIES = "--max-deliveries";
  private static final String REPLAY_AFTER = "--replay-after";
  private static final String REPLAY_TIMES = "--replay-times";
  private static final String REPLAY_RATE = "--replay-rate";
  private static final String COMPRESSION = "--compression";
  private static final String DURATION = "DURATION";

  private TopicVerbs() {}

  static List<Verb> verbs() {
    return List.of(
        Verb.of(NOUN, "list", "Lists the topics.", TopicVerbs::list)
            .example("gpu-telemetry topic list")
            .example("gpu-telemetry topic list --json | jq .end_offset"),
        create(),
        Verb.of(
                NOUN,
                "describe",
                "Shows how a topic is set up and how it is.",
                TopicVerbs::describe)
            .arguments("0..1", NAME, "The topic. Default: telemetry.")
            .example("gpu-telemetry topic describe telemetry"),
        Verb.of(NOUN, "delete", "Deletes a topic with all its messages.", TopicVerbs::delete)
            .arguments("1", NAME, "The topic.")
            .confirmed()
            .example("gpu-telemetry topic delete scratch --yes"));
  }

  private static Verb create() {
    return Verb.of(
            NOUN,
            "create",
            "Makes a topic; one that is there with the same settings stays as it is.",
            TopicVerbs::create)
        .arguments("1", NAME, "The topic; 1 to 64 of a-z A-Z 0-9 . _ -")
        .option(DURABILITY, "LEVEL", "What a publish waits for: synced, written or memory.")
        .option(MAX_BYTES, "SIZE", "Bound of the log, for example 64MiB.")
        .option(MAX_AGE, DURATION, "How long messages stay, for example 24h.")
        .option(VISIBILITY, DURATION, "How long a lease runs, for example 30s.")
        .option(MAX_DELIVERIES, "NUMBER", "Failures that make a dead letter.")
        .option(REPLAY_AFTER, DURATION, "Replays dead letters by itself; for a topic of these.")
        .option(REPLAY_TIMES, "NUMBER", "How often one message is replayed at most. Default: 3.")
        .option(REPLAY_RATE, "NUMBER", "How many are replayed in a minute at most. Default: 60.")
        .option(COMPRESSION, "HOW", "Compresses the log: zstd or none. Default: none.")
        .example("gpu-telemetry topic create scratch --durability written --max-bytes 64MiB")
        .example("gpu-telemetry topic create events --compression zstd")
        .example("gpu-telemetry topic create telemetry.dlq --replay-after 5m");
  }

  private static ExitCode list(Call call) {
    call.output()
        .list(
            call.required().inspect().stream().map(TopicVerbs::row).toList(), "There is no topic.");
    return ExitCode.FINE;
  }

  private static Row row(TopicState topic) {
    return new Row()
        .with("topic", topic.topic())
        .with("first_offset", topic.firstOffset())
        .with("end_offset", topic.endOffset())
        .with("bytes", topic.bytes())
        .with("groups", topic.groups().size())
        .with("sequences", topic.sequences().size())
        .with("producers", topic.producers());
  }

  private static ExitCode create(Call call) {
    String topic = call.asked().named(NAME);
    call.administer(new CreateTopic(topic, settings(topic, call.asked())), Done.class);
    call.output().say("Topic " + topic + " is there.");
    return ExitCode.FINE;
  }

  private static TopicSettings settings(String topic, Asked asked) {
    Kind<Duration> age = Quantities.duration("1s", "36500d");
    return new TopicSettings(
            asked
                .value(DURABILITY, Kind.choice("synced", "written", "memory"))
                .map(word -> Durability.valueOf(word.toUpperCase(Locale.ROOT))),
            asked.value(MAX_BYTES, Quantities.size("128KiB", "16TiB")).orElse(0L),
            asked.value(MAX_AGE, age).orElse(Duration.ZERO),
            asked.value(VISIBILITY, Quantities.duration("1ms", "24h")).orElse(Duration.ZERO),
            Math.toIntExact(asked.value(MAX_DELIVERIES, Kind.integer(1, 1_000)).orElse(0L)))
        .withReplay(replay(topic, asked))
        .withCompression(
            asked
                .value(COMPRESSION, Kind.choice("none", "zstd"))
                .map(word -> Compression.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Compression.NONE));
  }

  private static Replay replay(String topic, Asked asked) {
    Duration after =
        asked.value(REPLAY_AFTER, Quantities.duration("1s", "30d")).orElse(Duration.ZERO);
    long times = asked.value(REPLAY_TIMES, Kind.integer(1, 100)).orElse(3L);
    long rate = asked.value(REPLAY_RATE, Kind.integer(1, 6_000)).orElse(60L);
    if (after.isZero()) {
      if (asked.is(REPLAY_TIMES) || asked.is(REPLAY_RATE)) {
        throw Asked.missing(REPLAY_AFTER);
      }
      return Replay.OFF;
    }
    if (!DeadLetter.isDeadLetterTopic(topic)) {
      throw new BadSettingException(
          REPLAY_AFTER + " is for a topic of dead letters: " + topic + DeadLetter.TOPIC_SUFFIX);
    }
    return new Replay(after, Math.toIntExact(times), Math.toIntExact(rate));
  }

  private static ExitCode describe(Call call) {
    Described described =
        call.describe(call.asked().word().isEmpty() ? "telemetry" : call.asked().named(NAME));
    TopicState state = described.state();
    Row row = row(state);
    settings(row, described.settings());
    row.with("samples_published", state.samplesPublished())
        .with("duplicates_refused", state.duplicatesRefused())
        .with("dropped_unseen", state.droppedUnseen());
    List<Row> groups = state.groups().stream().map(GroupVerbs::row).toList();
    List<Row> sequences = state.sequences().stream().map(SequenceVerbs::row).toList();
    if (call.output().isJson()) {
      row.json("groups", Output.array(groups)).json("sequences", Output.array(sequences));
    }
    call.output().one(row);
    if (!call.output().isJson()) {
      call.output().say("");
      call.output().list(groups, "It has no group.");
      call.output().say("");
      call.output().list(sequences, "It has no sequence.");
    }
    return ExitCode.FINE;
  }

  private static void settings(Row row, TopicSettings settings) {
    row.with(
            "durability", settings.durability().map(level -> level.name().toLowerCase(Locale.ROOT)))
        .with("max_bytes", settings.maxBytes())
        .with("max_age_seconds", settings.maxAge().toSeconds())
        .with("visibility_millis", settings.visibility().toMillis())
        .with("max_deliveries", settings.maxDeliveries())
        .with("compression", settings.compression().name().toLowerCase(Locale.ROOT));
    if (settings.replay().isOn()) {
      row.with("replay_after_seconds", settings.replay().after().toSeconds())
          .with("replay_times", settings.replay().times())
          .with("replays_a_minute", settings.replay().perMinute());
    }
  }

  private static ExitCode delete(Call call) {
    String topic = call.asked().named(NAME);
    call.asked().confirmed("deletes topic " + topic + " with all its messages");
    call.administer(new DeleteTopic(topic), Done.class);
    call.output().say("Topic " + topic + " is deleted.");
    return ExitCode.FINE;
  }
}
