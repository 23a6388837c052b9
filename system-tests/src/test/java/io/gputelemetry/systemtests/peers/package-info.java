/** The programs that people run today, real ones, as sources of this pipeline. */
@NullMarked
package io.gputelemetry.systemtests.peers;

import org.jspecify.annotations.NullMarked;
