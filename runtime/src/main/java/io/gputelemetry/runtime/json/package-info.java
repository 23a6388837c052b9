/**
 * JSON as text that somebody else wrote and that is passed on as it is: checked, cut and quoted,
 * but never turned into another shape. Bounded in depth, and in memory by the length of the text.
 * No threads, no input or output.
 */
@NullMarked
package io.gputelemetry.runtime.json;

import org.jspecify.annotations.NullMarked;
