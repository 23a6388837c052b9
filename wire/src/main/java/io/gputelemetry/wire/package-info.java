/**
 * Frames over TCP: a 4-byte big-endian length and a body. A server and a client with limits; what
 * is in a body is not known here. A frame of length 0 is a heartbeat, which a server returns.
 *
 * <p>With TLS the same frames go through it. A server accepts on one platform thread; every
 * connection has one thread that reads and one that writes, and a watchdog thread closes
 * connections that are idle or stalled. Those two are threads of the system for every client and
 * for the first 64 connections of a server, virtual ones beyond; {@link Threads} says why.
 */
@NullMarked
package io.gputelemetry.wire;

import org.jspecify.annotations.NullMarked;
