/**
 * Publishes samples: reads a source, shares a file with other streamers through a sequence of the
 * broker, keeps the pace, fills sample batches and repeats what was not acknowledged. Each worker
 * is one platform thread that does everything itself, from reading to the broker's answer; workers
 * share only the token bucket and, when the source is live, the intake. Depends on telemetry, on
 * the queue's port and on runtime.
 */
@NullMarked
package io.gputelemetry.streamer;

import org.jspecify.annotations.NullMarked;
