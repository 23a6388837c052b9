/** Prometheus metrics of a role. */
@NullMarked
package io.gputelemetry.runtime.metrics;

import org.jspecify.annotations.NullMarked;
