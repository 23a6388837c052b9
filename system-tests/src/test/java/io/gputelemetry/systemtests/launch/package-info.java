/** The product as a user starts it: by its launcher, as processes of its own. */
@NullMarked
package io.gputelemetry.systemtests.launch;

import org.jspecify.annotations.NullMarked;
