/** The simulated fleet, and files of it. */
@NullMarked
package io.gputelemetry.app.simulate;

import org.jspecify.annotations.NullMarked;
