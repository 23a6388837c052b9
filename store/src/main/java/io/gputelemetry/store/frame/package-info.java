/**
 * The frames in which the store's port travels between processes: requests, replies, and their
 * binary form, which {@code docs/store-protocol.md} describes. Knows no socket; any thread may use
 * it.
 */
@NullMarked
package io.gputelemetry.store.frame;

import org.jspecify.annotations.NullMarked;
