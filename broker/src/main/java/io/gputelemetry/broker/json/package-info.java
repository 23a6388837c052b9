/**
 * How the doors for people and other languages say things: messages as JSON, the ids of deliveries,
 * places in a topic. Used by the HTTP door and by the JSON frames of the TCP door; knows neither.
 */
@NullMarked
package io.gputelemetry.broker.json;

import org.jspecify.annotations.NullMarked;
