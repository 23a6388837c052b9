/**
 * A topic at work: the rules of {@code core} on top of a journal, run by the one thread that owns
 * both. Requests come from any thread and are answered by futures.
 */
@NullMarked
package io.gputelemetry.broker.topic;

import org.jspecify.annotations.NullMarked;
