/**
 * The fleet as an operator sees it: hosts, the places of their GPUs, and who is silent or missing.
 * The rules are in {@link io.gputelemetry.api.fleet.SilenceRule} and {@link
 * io.gputelemetry.api.fleet.ExpectedGpus}.
 */
@NullMarked
package io.gputelemetry.api.fleet;

import org.jspecify.annotations.NullMarked;
