/**
 * The store's port, spoken to a store in another process. Any thread may call; a connection has
 * virtual threads of its own.
 */
@NullMarked
package io.gputelemetry.remote;

import org.jspecify.annotations.NullMarked;
