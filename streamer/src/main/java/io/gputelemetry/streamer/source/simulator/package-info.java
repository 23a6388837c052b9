/**
 * A simulated fleet of GPUs that run jobs and rest, and that can be given faults. Everything
 * follows from a seed and the number of the tick; nothing here knows a clock.
 */
@NullMarked
package io.gputelemetry.streamer.source.simulator;

import org.jspecify.annotations.NullMarked;
