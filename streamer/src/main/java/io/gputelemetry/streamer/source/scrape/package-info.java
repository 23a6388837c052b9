/**
 * Reads the pages of exporters. Each target has a virtual thread of its own that waits, fetches and
 * reads, so that none waits for another; one platform thread looks after the list of targets. What
 * was read waits in a bounded buffer until the streamer takes it. Knows telemetry and the text
 * formats, not the queue.
 */
@NullMarked
package io.gputelemetry.streamer.source.scrape;

import org.jspecify.annotations.NullMarked;
