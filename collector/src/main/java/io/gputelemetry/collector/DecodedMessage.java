package io.gputelemetry.collector;

import io.gputelemetry.telemetry.SampleBatch;
import java.util.Map;

/**
 * What is in a message.
 *
 * @param samples to be stored, possibly none
 * @param leftOut how many others are in it, by the reason why they are never stored
 */
record DecodedMessage(SampleBatch samples, Map<String, Integer> leftOut) {
  DecodedMessage {
    leftOut = Map.copyOf(leftOut);
  }
}
