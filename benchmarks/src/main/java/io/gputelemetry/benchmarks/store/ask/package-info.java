/**
 * Questions to a store, each with its one right answer according to the fleet's model and to what
 * was written so far.
 */
@NullMarked
package io.gputelemetry.benchmarks.store.ask;

import org.jspecify.annotations.NullMarked;
