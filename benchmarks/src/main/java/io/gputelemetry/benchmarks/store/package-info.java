/**
 * The embedded store measured through its public API: filled with months of a fleet in little,
 * asked, killed, filled twice, thinned. Every answer is compared with the model of {@code fleet}.
 */
@NullMarked
package io.gputelemetry.benchmarks.store;

import org.jspecify.annotations.NullMarked;
