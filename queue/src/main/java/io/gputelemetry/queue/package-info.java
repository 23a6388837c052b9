/**
 * The queue's port: the requests a client can make and the replies it can get, their binary form,
 * and two ways to send them. A {@link io.gputelemetry.queue.QueueConnection} carries requests (in
 * process or over TCP); a {@link io.gputelemetry.queue.MessageQueue} is the blocking, typed face of
 * a connection that streamers and collectors use. Payloads are opaque here.
 */
@NullMarked
package io.gputelemetry.queue;

import org.jspecify.annotations.NullMarked;
