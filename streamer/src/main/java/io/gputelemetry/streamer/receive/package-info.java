/**
 * Takes samples that others send: Prometheus remote write over HTTP. A request is answered when its
 * samples are durable in the queue; a request that was not answered so can be sent again, because a
 * sample keeps the sender's time and is stored once. Runs on the threads of the requests; what is
 * in work at once is bounded in number and bytes.
 */
@NullMarked
package io.gputelemetry.streamer.receive;

import org.jspecify.annotations.NullMarked;
