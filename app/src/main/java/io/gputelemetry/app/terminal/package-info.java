/**
 * What people ask of a queue at a terminal: each question is a {@link
 * io.gputelemetry.app.terminal.Verb}, run on the calling thread over one connection.
 */
@NullMarked
package io.gputelemetry.app.terminal;

import org.jspecify.annotations.NullMarked;
