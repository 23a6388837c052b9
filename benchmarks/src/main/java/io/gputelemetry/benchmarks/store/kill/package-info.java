/** A process that writes is killed with a full log; another one opens what it left. */
@NullMarked
package io.gputelemetry.benchmarks.store.kill;

import org.jspecify.annotations.NullMarked;
