package io.gputelemetry.app.terminal;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.runtime.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code probe}: one message there and back, and how long each step took. */
final class ProbeVerb {
  private static final String OWN_TOPIC = "gpu-telemetry-probe";
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int READ_BYTES = 4 << 10;

  /** Of the topic that is made for probes: they need not stay. */
  private static final TopicSettings SMALL =
      new TopicSettings(
          Optional.empty(), TopicSettings.MAX_BYTES_MIN, Duration.ofMinutes(1), Duration.ZERO, 0);

  private final Call call;
  private final Row times = new Row();
  private String step = "connect";

  private ProbeVerb(Call call) {
    this.call = call;
  }

  static Verb verb() {
    return Verb.of(
            Verb.ALONE,
            "probe",
            "Connects, publishes one message, reads it again, and says how long each step took."
                + " Ends with 0 if all went well, else with 1: good as the health check of a"
                + " container.",
            call -> new ProbeVerb(call).run())
        .option(
            Verb.TOPIC,
            "NAME",
            "The topic to use, where the message stays. Default: a small one for probes alone.")
        .example("gpu-telemetry probe --url tcp://broker:9000")
        .example("HEALTHCHECK CMD gpu-telemetry probe --json");
  }

  private ExitCode run() {
    Optional<String> asked = call.asked().name(Verb.TOPIC);
    String topic = asked.orElse(OWN_TOPIC);
    byte[] bytes = new byte[16];
    call.machine().random().nextBytes(bytes);
    Message message =
        new Message(
            "text/plain", 0, StandardCharsets.UTF_8.encode(HexFormat.of().formatHex(bytes)));
    try {
      time("connect", () -> connect(asked.isEmpty()));
      long offset = time("publish", () -> publish(topic, message));
      time("consume", () -> consume(topic, offset, message));
    } catch (QueueRefusedException | QueueUnavailableException e) {
      throw new StartException(
          ExitCode.DIFFERENT, "the probe failed at " + step + ": " + e.getMessage(), e);
    }
    call.output().one(times);
    return ExitCode.FINE;
  }

  private interface Step {
    long run();
  }

  private long time(String name, Step work) {
    step = name;
    long start = call.machine().clock().monotonicNanos();
    long result = work.run();
    long nanos = call.machine().clock().monotonicNanos() - start;
    long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
    times.json(name + "_micros", JsonText.of(micros)).shown(name, micros + " µs");
    return result;
  }

  /** Whoever may not make topics uses the one that publishing makes. */
  private long connect(boolean makesTopic) {
    try {
      if (makesTopic) {
        call.required().administer(new AdminRequest.CreateTopic(OWN_TOPIC, SMALL));
      } else {
        call.required().administer(new AdminRequest.ListTopics());
      }
    } catch (QueueRefusedException e) {
      if (e.error() != QueueError.FORBIDDEN && e.error() != QueueError.ALREADY_EXISTS) {
        throw e;
      }
    }
    return 0;
  }

  private long publish(String topic, Message message) {
    Producer producer = new Producer(call.machine().random().nextLong(1, Long.MAX_VALUE), 0, 0, 0);
    return PublishVerb.offset(call.required().publish(topic, producer, List.of(message), DEADLINE));
  }

  private long consume(String topic, long offset, Message message) {
    List<Delivery> read =
        call.required()
            .read(topic, new StartPosition.At(offset), READ_BYTES, DEADLINE)
            .deliveries();
    if (read.isEmpty() || !read.getFirst().message().payload().equals(message.payload())) {
      throw new QueueUnavailableException("message " + offset + " did not come back as it was");
    }
    return read.size();
  }
}
