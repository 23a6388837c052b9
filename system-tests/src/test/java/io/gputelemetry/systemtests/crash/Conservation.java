package io.gputelemetry.systemtests.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where every published sample is, each term asked of a process that is not the one that published.
 *
 * @param published samples appended to the topic, from the broker
 * @param stored from the store, through the API
 * @param duplicates repeats suppressed since the store was started, from there too
 * @param conflicts repeats with another value since the store was started, from there too
 * @param deadLettered samples of the messages that were set aside, from the broker
 * @param dropped what retention took and what collectors left out, from the API's pipeline view
 * @param inFlight samples of the messages that the group has not acknowledged, from the log
 */
record Conservation(
    long published,
    long stored,
    long duplicates,
    long conflicts,
    long deadLettered,
    long dropped,
    long inFlight) {

  private static final Set<String> DROPPED =
      Set.of("retention", "value_not_finite", "time_ancient", "time_ahead");

  static Conservation read(StoreReader api, StoreReader broker, int tcpPort)
      throws IOException, InterruptedException {
    return new Conservation(
        published(broker),
        Verdict.number(api, "total_samples"),
        Verdict.number(api, "duplicates"),
        Verdict.number(api, "conflicts"),
        deadLetters(broker),
        drops(api),
        samplesFrom(number(group(broker).get("committed")), tcpPort));
  }

  /** Samples appended to the topic, as the broker counts them. */
  static long published(StoreReader broker) throws IOException, InterruptedException {
    return number(topic(broker).get("samples_published"));
  }

  /** Messages that the collectors have not acknowledged, as the broker counts them. */
  static long lag(StoreReader broker) throws IOException, InterruptedException {
    return number(group(broker).get("lag"));
  }

  /** Samples of the messages that were set aside, as the broker counts them. */
  static long deadLetters(StoreReader broker) throws IOException, InterruptedException {
    return list(broker.get("/stats").get("topics")).stream()
        .map(topic -> (Map<?, ?>) topic)
        .filter(topic -> "telemetry.dlq".equals(topic.get("topic")))
        .mapToLong(topic -> number(topic.get("samples_published")))
        .sum();
  }

  private static Map<?, ?> topic(StoreReader broker) throws IOException, InterruptedException {
    List<?> topics = list(broker.get("/stats").get("topics"));
    return named(topics, "topic", QueueRequest.DEFAULT_TOPIC);
  }

  private static Map<?, ?> group(StoreReader broker) throws IOException, InterruptedException {
    return named(list(topic(broker).get("groups")), "group", "collectors");
  }

  private static long drops(StoreReader api) throws IOException, InterruptedException {
    return list(api.get("/api/v1/pipeline").get("drops")).stream()
        .map(drop -> (Map<?, ?>) drop)
        .filter(drop -> DROPPED.contains(String.valueOf(drop.get("reason"))))
        .mapToLong(drop -> number(drop.get("count")))
        .sum();
  }

  /** Samples of the messages from this offset on, by what their headers say. */
  private static long samplesFrom(long offset, int tcpPort) {
    long samples = 0;
    StartPosition from = new StartPosition.At(offset);
    try (MessageQueue queue = Verdict.queue(tcpPort)) {
      while (true) {
        var chunk = queue.read(QueueRequest.DEFAULT_TOPIC, from, 512 << 10, Duration.ZERO);
        if (chunk.deliveries().isEmpty()) {
          return samples;
        }
        for (Delivery delivery : chunk.deliveries()) {
          samples += delivery.message().sampleCount();
        }
        from = new StartPosition.At(chunk.nextOffset());
      }
    }
  }

  /** Fails unless every published sample is somewhere, and no other one is. */
  void check() {
    assertThat(stored + duplicates + conflicts + deadLettered + dropped + inFlight)
        .as(toString())
        .isEqualTo(published);
  }

  private static Map<?, ?> named(List<?> objects, String key, String name) {
    return objects.stream()
        .map(object -> (Map<?, ?>) object)
        .filter(object -> name.equals(object.get(key)))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("there is no " + key + " " + name + " in " + objects));
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : -1;
  }
}
