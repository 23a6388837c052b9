/**
 * The demo: one finite pass through a whole pipeline in this process, whose figures are read from
 * its HTTP listeners and compared with a count of the file that shares no code with the pipeline.
 */
@NullMarked
package io.gputelemetry.app.demo;

import org.jspecify.annotations.NullMarked;
