/** Log lines: their form, their level, and the role and instance in each. */
@NullMarked
package io.gputelemetry.app.logging;

import org.jspecify.annotations.NullMarked;
