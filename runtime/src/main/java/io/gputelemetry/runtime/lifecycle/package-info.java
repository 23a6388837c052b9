/** Time, and the order in which things start and stop. */
@NullMarked
package io.gputelemetry.runtime.lifecycle;

import org.jspecify.annotations.NullMarked;
