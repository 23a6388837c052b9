/**
 * The demo: one finite pass through a whole pipeline in this process, whose figures are read from
 * its HTTP listeners and compared with a count of the files that shares no code with the pipeline's
 * reader of CSV.
 */
@NullMarked
package io.gputelemetry.app.demo;

import org.jspecify.annotations.NullMarked;
