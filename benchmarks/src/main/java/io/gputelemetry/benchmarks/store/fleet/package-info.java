/**
 * A made-up fleet whose every sample can be computed again from a seed: what the store is filled
 * with, and the model that its answers are compared with. Nothing here knows a store.
 */
@NullMarked
package io.gputelemetry.benchmarks.store.fleet;

import org.jspecify.annotations.NullMarked;
