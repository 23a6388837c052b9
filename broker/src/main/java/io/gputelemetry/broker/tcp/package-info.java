/**
 * The TCP door: serves any engine behind the queue's port to clients that speak the binary frames
 * of {@code docs/protocol.md}, and to any language by its JSON frames. It knows who may come in and
 * how large things may be, and nothing of topics.
 */
@NullMarked
package io.gputelemetry.broker.tcp;

import org.jspecify.annotations.NullMarked;
