/**
 * Looks through the files of a store that no process has, and changes nothing. What a sealed file
 * looks like inside, package {@code sealed} alone knows: here it is asked for what it holds, and
 * that is compared with what it says of itself.
 */
@NullMarked
package io.gputelemetry.embedded.check;

import org.jspecify.annotations.NullMarked;
