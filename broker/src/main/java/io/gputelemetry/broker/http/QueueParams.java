package io.gputelemetry.broker.http;

import io.gputelemetry.broker.json.Places;
import io.gputelemetry.queue.QueueNames;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.runtime.http.Param;
import java.util.Optional;

/** Parameters that several operations have. */
final class QueueParams {
  static final Param<String> TOPIC = named("topic", QueueRequest.DEFAULT_TOPIC, "The topic");

  static final Param<String> PATH_TOPIC = named("topic", "The topic.");
  static final Param<String> PATH_GROUP = named("group", "The group.");
  static final Param<String> PATH_SEQUENCE = named("sequence", "The sequence.");

  private QueueParams() {}

  /** A name in the query; this one if none was sent. */
  static Param<String> named(String name, String fallback, String description) {
    Param<Optional<String>> text =
        Param.text(name, QueueNames.LENGTH_MAX, description + "; " + fallback + " if not given.");
    return text.map(sent -> checked(name, sent.orElse(fallback)));
  }

  private static Param<String> named(String name, String description) {
    return Param.path(name, description).map(sent -> checked(name, sent));
  }

  private static String checked(String name, String value) {
    if (!QueueNames.isValid(value)) {
      throw Param.path(name, "").invalid("must be 1 to 64 of a-z A-Z 0-9 . _ -", value);
    }
    return value;
  }

  /** A place in a topic; the oldest message if none was sent. */
  static Param<StartPosition> place(String name, String description) {
    Param<Optional<String>> text = Param.text(name, description + ": " + Places.VALID + ".");
    return text.map(sent ->
        Places.of(sent.orElse("earliest"))
            .orElseThrow(() -> text.invalid("must be " + Places.VALID, sent.orElse(""))));
  }
}
