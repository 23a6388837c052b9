/**
 * The whole broker with its clients, in virtual time: one thread, a simulated disk and network, and
 * faults of every kind. A seed is a run, exactly; {@code docs/simulation.md} tells how to read it.
 */
@NullMarked
package io.gputelemetry.systemtests.simulation;

import org.jspecify.annotations.NullMarked;
