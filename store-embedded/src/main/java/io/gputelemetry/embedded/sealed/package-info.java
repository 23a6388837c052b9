/**
 * The immutable files of the embedded store: how they are laid out, written once and read by any
 * number of threads. It knows series and descriptions only by their numbers.
 */
@NullMarked
package io.gputelemetry.embedded.sealed;

import org.jspecify.annotations.NullMarked;
