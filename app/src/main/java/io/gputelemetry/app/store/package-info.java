/**
 * The store that a command is about: its files while no process has them, or one that runs, reached
 * over the network. One thread uses it.
 */
@NullMarked
package io.gputelemetry.app.store;

import org.jspecify.annotations.NullMarked;
