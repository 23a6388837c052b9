/**
 * Rows of a store as CSV in the columns of the capture, out of a store and into one again. Memory
 * does not depend on how many rows there are. One thread does all of it.
 */
@NullMarked
package io.gputelemetry.app.transfer;

import org.jspecify.annotations.NullMarked;
