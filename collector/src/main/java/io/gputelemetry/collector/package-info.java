/**
 * Moves sample batches from the queue into the store: lease, decode, write, and only then
 * acknowledge. What cannot be decoded is set aside as a dead letter; a store or a queue that is
 * down is waited for. Each worker is one platform thread with a connection of its own and can be
 * stepped without a thread ({@code doWork}). Sees no disk and no network, only the two ports.
 */
@NullMarked
package io.gputelemetry.collector;

import org.jspecify.annotations.NullMarked;
