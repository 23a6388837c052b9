/**
 * Who may do what: tokens with roles, and the one table that says which role each request needs.
 * Both doors ask here; the engine behind them knows nothing of it.
 */
@NullMarked
package io.gputelemetry.broker.access;

import org.jspecify.annotations.NullMarked;
