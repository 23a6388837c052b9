/**
 * What a broker was asked and answered at its door, and a checker that knows what that may be. It
 * knows the protocol and its promises, and nothing of how they are kept.
 */
@NullMarked
package io.gputelemetry.systemtests.simulation.history;

import org.jspecify.annotations.NullMarked;
