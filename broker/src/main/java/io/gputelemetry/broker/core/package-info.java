/**
 * The broker's rules for one topic, as a state machine: an event and the time go in, changes to the
 * log and answers come out. No thread, lock, clock, file or socket in here, and nothing whose order
 * is left to chance: the same events at the same times give the same answers and the same log. One
 * thread at a time may call it.
 */
@NullMarked
package io.gputelemetry.broker.core;

import org.jspecify.annotations.NullMarked;
