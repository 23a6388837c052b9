/**
 * Where samples come from: a CSV file in the form of a DCGM capture, and a simulated fleet. A file
 * is read once and can then be read from any row by any thread; a {@link
 * io.gputelemetry.streamer.source.Source} is read in order by one thread at a time. Nothing here
 * knows the queue or starts a thread.
 */
@NullMarked
package io.gputelemetry.streamer.source;

import org.jspecify.annotations.NullMarked;
