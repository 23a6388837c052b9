/** The message queue measured through its public client, and the least that any queue must do. */
@NullMarked
package io.gputelemetry.benchmarks.queue;

import org.jspecify.annotations.NullMarked;
