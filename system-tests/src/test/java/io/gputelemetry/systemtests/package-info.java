/**
 * Proofs about the whole: the arrows between the modules, the tidiness of the sources, and the
 * pipeline as a user runs it, killed and restarted. Tests tagged {@code proof} are the long ones of
 * {@code make verify}.
 */
@NullMarked
package io.gputelemetry.systemtests;

import org.jspecify.annotations.NullMarked;
