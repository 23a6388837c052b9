/**
 * Takes samples that others send over HTTP: Prometheus remote write, and CSV files. A request is
 * answered when its samples are durable in the queue. A remote write that was not answered so can
 * be sent again, because a sample keeps the sender's time and is stored once; a file, under the
 * same key. Runs on the threads of the requests; what is in work at once is bounded in number and
 * bytes.
 */
@NullMarked
package io.gputelemetry.streamer.receive;

import org.jspecify.annotations.NullMarked;
